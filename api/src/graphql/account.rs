//! Accounts: making them, changing their password, and deleting them.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use super::{
    Query,
    loader::Loaders,
    session::SessionPayload,
    user_error::{UserError, outcome},
    viewer::signed_in,
};
use crate::people::{self, Caller};

/// Who somebody wants to be.
#[derive(InputObject)]
pub(crate) struct SignUpInput {
    /// What they want to be called: 1 to 64 characters. Nobody else may have the name, whatever its case.
    name: String,
    /// How they want to be known again: at least 12 characters, better several words.
    password: String,
}

/// By which password somebody is known from now on.
#[derive(InputObject)]
pub(crate) struct ChangePasswordInput {
    /// The present password.
    current_password: String,
    /// The new one: at least 12 characters, better several words.
    new_password: String,
}

/// What became of a password.
#[derive(SimpleObject)]
pub(crate) struct ChangePasswordPayload {
    /// Whether the new one is good now.
    changed: bool,
    /// What was wrong.
    errors: Vec<UserError>,
    /// Everything that can be asked.
    query: Query,
}

/// That an account is to be deleted.
#[derive(InputObject)]
pub(crate) struct DeleteAccountInput {
    /// The account's name, so that nobody does it by mistake.
    confirm: String,
}

/// What became of an account.
#[derive(SimpleObject)]
pub(crate) struct DeleteAccountPayload {
    /// Whether it is gone.
    deleted: bool,
    /// What was wrong.
    errors: Vec<UserError>,
    /// Everything that can be asked, by nobody in particular once the account is gone.
    query: Query,
}

/// Mutations of accounts.
#[derive(Default)]
pub(crate) struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Makes an account with a name and a password, and begins its first session.
    async fn sign_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who they want to be.")] input: SignUpInput,
    ) -> Result<SessionPayload> {
        let (loaders, caller) = (ctx.data::<Loaders>()?, ctx.data::<Caller>()?);
        let wanted = (&*input.name, &*input.password);
        let done = people::sign_up(loaders.engine().database(), caller, wanted).await;
        SessionPayload::new(ctx, done)
    }

    /// Takes another password. Every other session ends, and every token that was made by hand.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The present password and the new one.")] input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload> {
        let viewer = signed_in(ctx)?;
        let (loaders, caller) = (ctx.data::<Loaders>()?, ctx.data::<Caller>()?);
        let passwords = (&*input.current_password, &*input.new_password);
        let database = loaders.engine().database();
        let done = people::change_password(database, caller, &viewer, passwords).await;
        loaders.forget();
        let (changed, errors) = outcome(done)?;
        Ok(ChangePasswordPayload {
            changed: changed.is_some(),
            errors,
            query: Query::default(),
        })
    }

    /// Deletes the account of whoever asks and everything that is theirs, at once and for good.
    async fn delete_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "That it is meant.")] input: DeleteAccountInput,
    ) -> Result<DeleteAccountPayload> {
        let viewer = signed_in(ctx)?;
        let (loaders, caller) = (ctx.data::<Loaders>()?, ctx.data::<Caller>()?);
        let database = loaders.engine().database();
        let done = people::delete_account(database, caller, &viewer, &input.confirm).await;
        loaders.forget();
        let (deleted, errors) = outcome(done)?;
        Ok(DeleteAccountPayload {
            deleted: deleted.is_some(),
            errors,
            query: Query::default(),
        })
    }
}
