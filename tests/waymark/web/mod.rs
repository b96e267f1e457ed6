//! The server as front-end teams meet it: by the letter of GraphQL over HTTP, from their own tools and languages.

mod audit;
mod negotiation;
pub(crate) mod node;
mod packages;
pub(crate) mod tool;
