// Who somebody is: a name, a password, and a token in return. What people get wrong is data (UserError), not a failed request.

import { graphql } from "./generated";
import type { SaidWrongFragment, SignInMutation } from "./generated/graphql";

export const SaidWrong = graphql(`
  fragment SaidWrong on UserError {
    __typename
    message
    path
    ... on TooManyAttempts {
      retryAfterSeconds
    }
  }
`);

export const SignUp = graphql(`
  mutation SignUp($name: String!, $password: String!) {
    session: signUp(input: { name: $name, password: $password }) {
      token
      viewer {
        name
      }
      errors {
        ...SaidWrong
      }
    }
  }
`);

export const SignIn = graphql(`
  mutation SignIn($name: String!, $password: String!) {
    session: signIn(input: { name: $name, password: $password }) {
      token
      viewer {
        name
      }
      errors {
        ...SaidWrong
      }
    }
  }
`);

/** What came of signing up or in: a token to keep, or what to say instead. */
export function outcome({ token, errors }: SignInMutation["session"]): { token: string } | { wrong: string[] } {
  return token == null ? { wrong: errors.map(wrongText) } : { token };
}

/** What is said to whoever got something wrong. */
export function wrongText(error: SaidWrongFragment): string {
  switch (error.__typename) {
    case "NameTaken":
      return `${error.message}. Is it yours? Then sign in.`;
    case "TooManyAttempts":
      return `${error.message}. Try again in ${error.retryAfterSeconds} seconds.`;
    default:
      // Errors that a later contract adds still have a message and a path.
      return error.path == null ? error.message : `${error.path.join(".")}: ${error.message}`;
  }
}
