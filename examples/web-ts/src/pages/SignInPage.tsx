import { useState, type FormEvent } from "react";
import { useMutation } from "urql";
import { trouble } from "../errors";
import { SignIn, SignUp, outcome } from "../session";

export function SignInPage({ onToken }: { onToken: (token: string) => void }) {
  const [, signIn] = useMutation(SignIn);
  const [, signUp] = useMutation(SignUp);
  const [wrong, setWrong] = useState<string[]>([]);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const input = { name: String(form.get("name")), password: String(form.get("password")) };
    const isNew = (event.nativeEvent as SubmitEvent).submitter?.getAttribute("name") === "new";
    const { data, error } = await (isNew ? signUp(input) : signIn(input));
    if (error) return setWrong([trouble(error).text]);
    if (!data) return;
    const came = outcome(data.session);
    if ("token" in came) onToken(came.token);
    else setWrong(came.wrong);
  }

  return (
    <form onSubmit={submit}>
      <h1>Your own progress</h1>
      <p><label>Name <input name="name" autoComplete="username" required /></label></p>
      <p><label>Password <input name="password" type="password" autoComplete="current-password" required /></label></p>
      <button>Sign in</button> <button name="new">Sign up</button>
      {wrong.map((text) => <p key={text} role="alert">{text}</p>)}
    </form>
  );
}
