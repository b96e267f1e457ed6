//! Serves demand, roadmaps and postings over GraphQL.
