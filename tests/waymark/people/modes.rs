//! Servers without accounts, and what servers say of how one signs in.

use api::Accounts;
use serde_json::{Value, json};

use super::{
    desk::{self, Asking, PASSWORD, SIGN_UP, wrong},
    person::Person,
};

#[tokio::test]
async fn where_there_are_no_accounts_nobody_is_known() {
    let server = desk::open(Accounts::none()).await;
    let ada = Person::new(&server, "Ada", 1).await;
    let (statements, _) = server.statements("{viewer {name}}").await;
    assert_eq!(statements, Vec::<String>::new());
    assert_eq!(Asking::with(&ada.token).name(&server).await, Value::Null);
    let said = server.said();
    assert!(
        !said.iter().any(|text| text.contains("session")),
        "{said:?}"
    );
    let input = json!({"name": "Ben", "password": PASSWORD});
    let payload = Asking::default().payload(&server, SIGN_UP, input).await;
    assert_eq!(wrong(&payload), ["Unavailable"]);
    let payload = Asking::default().sign_in(&server, "Ben", PASSWORD).await;
    assert_eq!(wrong(&payload), ["Unavailable"]);
    assert_eq!(
        server.database.number("select count(*) from account").await,
        1
    );
}

#[tokio::test]
async fn a_server_says_how_one_signs_in() {
    let config = "{serviceConfig {auth oidc {issuer}}}";
    for (accounts, name) in [(Accounts::none(), "NONE"), (Accounts::local(), "LOCAL")] {
        let server = desk::open(accounts).await;
        let expected = json!({"auth": name, "oidc": null});
        assert_eq!(server.data(config).await["serviceConfig"], expected);
    }
}
