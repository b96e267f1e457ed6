//! Sessions: beginning, listing and ending them.

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::{
    Query,
    error::internal,
    id,
    loader::{Loaders, read},
    user_error::{UserError, outcome},
    viewer::{Viewer, signed_in},
};
use crate::people::{self, Caller, Failed, Token};

/// A session: a token and until when it is good.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct Session {
    #[graphql(skip)]
    key: String,
    /// What its token is for, if an operator made it; null where somebody signed in.
    label: Option<String>,
    /// When it began.
    created_at: DateTime<Utc>,
    /// Until when it is good.
    expires_at: DateTime<Utc>,
    /// Whether this request was made in it.
    current: bool,
}

impl Session {
    /// A session, and whether it is the present one.
    fn new((session, current): (people::Session, bool)) -> Self {
        Self {
            key: session.id,
            label: session.label,
            created_at: session.created_at,
            expires_at: session.expires_at,
            current,
        }
    }
}

#[ComplexObject]
impl Session {
    /// Its node id, by which it is ended; it tells nothing of the token.
    pub(super) async fn id(&self) -> ID {
        id::encode("Session", &self.key)
    }
}

/// The sessions of whoever asks, the newest first.
pub(super) async fn list(ctx: &Context<'_>) -> Result<Vec<Session>> {
    let caller = ctx.data::<Caller>()?.clone();
    let sessions = read(
        ctx,
        |database| async move { caller.sessions(&database).await },
    )
    .await?;
    Ok(sessions.into_iter().map(Session::new).collect())
}

/// The session of a key, if it is one of whoever asks.
pub(super) async fn find(ctx: &Context<'_>, key: &str) -> Result<Option<Session>> {
    let sessions = list(ctx).await?;
    Ok(sessions.into_iter().find(|session| session.key == key))
}

/// Who somebody says they are.
#[derive(InputObject)]
pub(crate) struct SignInInput {
    /// What they are called, in any case.
    name: String,
    /// The password that goes with the name.
    password: String,
}

/// Which session is to end.
#[derive(InputObject)]
pub(crate) struct EndSessionInput {
    /// The id of the session.
    id: ID,
}

/// What somebody has who signed up or in.
#[derive(SimpleObject)]
pub(crate) struct SessionPayload {
    /// What to send as `Authorization: Bearer …`; it is told this once. Null if something was wrong.
    token: Option<String>,
    /// Who they are; null if something was wrong.
    viewer: Option<Viewer>,
    /// What was wrong.
    errors: Vec<UserError>,
    /// Everything that can be asked, by them if nothing was wrong.
    query: Query,
}

impl SessionPayload {
    /// What comes of trying to begin a session.
    pub(super) fn new(ctx: &Context<'_>, done: Result<Token, Failed>) -> Result<Self> {
        let (token, errors) = outcome(done)?;
        let caller = ctx.data::<Caller>()?;
        ctx.data::<Loaders>()?.forget();
        let viewer = token.as_ref().and_then(|_| caller.viewer());
        Ok(Self {
            viewer: viewer.map(Viewer),
            token: token.map(|token| token.text().to_owned()),
            errors,
            query: Query::default(),
        })
    }
}

/// What is left after a session was ended.
#[derive(SimpleObject)]
pub(crate) struct SignOutPayload {
    /// Everything that can be asked, now by nobody in particular.
    query: Query,
}

/// What is left after a session was ended.
#[derive(SimpleObject)]
pub(crate) struct EndSessionPayload {
    /// Whether there was such a session of whoever asks; it is over then.
    ended: bool,
    /// Everything that can be asked, by nobody in particular if it was the session of this request.
    query: Query,
}

/// Mutations of sessions.
#[derive(Default)]
pub(crate) struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Begins a session of somebody with a name and a password. It takes as long whether or not there is anybody of that name.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who they say they are.")] input: SignInInput,
    ) -> Result<SessionPayload> {
        let (loaders, caller) = (ctx.data::<Loaders>()?, ctx.data::<Caller>()?);
        let said = (&*input.name, &*input.password);
        let done = people::sign_in(loaders.engine().database(), caller, said).await;
        SessionPayload::new(ctx, done)
    }

    /// Ends the session of the token that comes with the request; where there is none it changes nothing. An issuer's token ends with
    /// its issuer.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutPayload> {
        let loaders = ctx.data::<Loaders>()?;
        let caller = ctx.data::<Caller>()?.clone();
        let database = loaders.engine().database();
        caller.sign_out(database).await.map_err(internal)?;
        loaders.forget();
        Ok(SignOutPayload {
            query: Query::default(),
        })
    }

    /// Ends a session of whoever asks, such as that of a device that is lost.
    async fn end_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session.")] input: EndSessionInput,
    ) -> Result<EndSessionPayload> {
        signed_in(ctx)?;
        let (loaders, caller) = (ctx.data::<Loaders>()?, ctx.data::<Caller>()?);
        let key = id::decode(&input.id).filter(|(kind, _)| kind == "Session");
        let ended = match key {
            Some((_, key)) => {
                let database = loaders.engine().database();
                let ended = caller.end_session(database, &key).await;
                ended.map_err(internal)?
            }
            None => false,
        };
        loaders.forget();
        Ok(EndSessionPayload {
            ended,
            query: Query::default(),
        })
    }
}
