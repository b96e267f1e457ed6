//! The server as front-end teams meet it: by the letter of GraphQL over HTTP, from their own tools and languages.

mod audit;
mod example;
mod guide;
mod guide_program;
mod negotiation;
pub(crate) mod node;
mod packages;
mod sample;
pub(crate) mod tool;
