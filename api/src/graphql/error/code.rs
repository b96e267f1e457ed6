//! The values of `extensions.code`, each with what it means to a client. They are contract: `docs/ERRORS.md` holds the same table, and
//! a test holds the two against each other.

/// A value of `extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCode {
    /// The value.
    pub name: &'static str,
    /// What happened.
    pub meaning: &'static str,
    /// The status over HTTP where nothing could be answered, as `application/json`; the first is the usual one.
    pub json: &'static [u16],
    /// The same as `application/graphql-response+json`.
    pub graphql: &'static [u16],
    /// Whether the same request may be sent again.
    pub again: &'static str,
    /// What a client does.
    pub advice: &'static str,
}

/// The status of a request that came to nothing with a code, for either media type.
pub(crate) fn status(name: &str, as_graphql: bool) -> Option<u16> {
    let code = ALL.iter().find(|code| code.name == name)?;
    let statuses = if as_graphql { code.graphql } else { code.json };
    statuses.first().copied()
}

/// Writes the constants and the table of them from one list.
macro_rules! codes {
    ($($name:ident { $meaning:literal, json: $json:expr, graphql: $graphql:expr, again: $again:literal, $advice:literal })*) => {
        $(#[doc = $meaning] pub(crate) const $name: &str = stringify!($name);)*

        /// Every value of `extensions.code`.
        pub const ALL: &[ErrorCode] = &[$(ErrorCode {
            name: $name,
            meaning: $meaning,
            json: $json,
            graphql: $graphql,
            again: $again,
            advice: $advice,
        }),*];
    };
}

codes! {
    BAD_REQUEST {
        "The HTTP request carries no GraphQL request that this server takes: its method, media type, size, JSON or parameters are wrong.",
        json: &[400, 405, 406, 408, 413, 415], graphql: &[400, 405, 406, 408, 413, 415], again: "no",
        "Mend the client; the status and the message say what is wrong."
    }
    FORBIDDEN {
        "A page of another site asks for what only pages of this one may have.",
        json: &[403], graphql: &[403], again: "no",
        "Serve the page from an origin that this server allows."
    }
    INVALID_QUERY {
        "The document is no GraphQL, or does not fit this schema, or its variables do not fit the document.",
        json: &[200], graphql: &[400], again: "no",
        "Mend the document; checking it against schema.graphql finds the same."
    }
    LIMIT_EXCEEDED {
        "The document asks for more than one request may: too deep, too costly, too many fields, tokens, aliases or directives, or too many \
         operations at once on one connection.",
        json: &[200], graphql: &[400], again: "no",
        "Ask for less, in smaller pages or several requests; serviceConfig tells the limits."
    }
    PERSISTED_QUERY_NOT_FOUND {
        "The server does not know a document of this hash, or no longer.",
        json: &[200], graphql: &[400], again: "with the document",
        "Send the document along with its hash once; clients that persist queries do so by themselves."
    }
    PERSISTED_QUERY_NOT_SUPPORTED {
        "This server takes no hash in place of a document.",
        json: &[200], graphql: &[400], again: "with the document",
        "Send the document, and no hashes any more."
    }
    DOCUMENT_NOT_TRUSTED {
        "This server answers only documents that its operator listed, and this is none of them.",
        json: &[403], graphql: &[403], again: "no",
        "Have the operator list the document, or send one that is listed."
    }
    INVALID_INPUT {
        "A value in the request is not what it should be: out of range, a name that stands for nothing, a cursor of another list.",
        json: &[200], graphql: &[200], again: "no",
        "Show the message to whoever gave the value; it says what is allowed, and which name was probably meant."
    }
    CURSOR_EXPIRED {
        "What followed a cursor of the feed of changes is no longer kept, so going on from there would miss changes.",
        json: &[200], graphql: &[200], again: "no",
        "Start anew: take `now` of postingChanges, read the postings as they are, go on from there."
    }
    UNAUTHENTICATED {
        "It takes a valid token, and none came, or one that is no longer good.",
        json: &[200], graphql: &[200], again: "with a token",
        "Sign in, and send the token as `Authorization: Bearer …`."
    }
    UNAVAILABLE {
        "This server does not do that, as its operator has set it up.",
        json: &[200], graphql: &[200], again: "no",
        "Do without; serviceConfig tells how the server is set up."
    }
    RATE_LIMITED {
        "This client has asked for too much in a short time.",
        json: &[429], graphql: &[429], again: "after `Retry-After`",
        "Wait as long as the header says, then go on more slowly; `extensions.cost` tells what a request costs."
    }
    OVERLOADED {
        "The server has as much to do as it can.",
        json: &[503], graphql: &[503], again: "after `Retry-After`",
        "Wait as long as the header says, and longer each time."
    }
    TIMEOUT {
        "The answer took too long and was given up; nothing of it is sent.",
        json: &[503], graphql: &[503], again: "once",
        "Ask for less: fewer statistics, shorter periods, smaller pages."
    }
    OUTDATED {
        "Other figures came to be served while the answer was made, again and again, and one answer never mixes two.",
        json: &[200], graphql: &[500], again: "yes",
        "Send the same request again."
    }
    INTERNAL {
        "Something failed on our side. `extensions.id` names the line of the server's log that says what; nothing else is told.",
        json: &[200], graphql: &[500], again: "once",
        "Say that it did not work; give the id to the operator if it happens again."
    }
}
