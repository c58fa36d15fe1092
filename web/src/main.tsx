// The start: language, theme, session, address.
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiProblem } from "./api/problems.ts";
import { startRouting } from "./route.ts";
import { expired, me, resume } from "./session/session.ts";
import "./styles/desk.css";
import { language, switchLanguage } from "./text/language.ts";
import { startKeys } from "./views/keys.ts";
import { forgetPlace } from "./views/region.ts";
import { Shell } from "./views/shell.tsx";
import { SignIn, SignInAgain } from "./views/sign-in.tsx";
import { startTheme } from "./views/theme.ts";
import { loadAhead } from "./views/view.tsx";
import { Loading, ProblemNotice } from "./widgets/states.tsx";

function Desk() {
  const [ready, setReady] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const account = me.value;
  useEffect(() => {
    const start = (): Promise<void> =>
      resume().then(
        () => {
          setProblem(null);
          setReady(true);
        },
        (error) => {
          if (error instanceof ApiProblem && error.isPassing) {
            setProblem(error);
            setTimeout(start, Math.max(2, error.retryAfter) * 1000);
          } else setReady(true);
        },
      );
    void start();
  }, []);
  useEffect(() => {
    if (!account) forgetPlace();
  }, [account]);

  if (!ready && !account) return problem ? <ProblemNotice problem={problem} /> : <Loading />;
  if (!account) return <SignIn />;
  return (
    <>
      <Shell key={language.value} />
      {expired.value && <SignInAgain />}
    </>
  );
}

startTheme();
switchLanguage(language.peek());
startRouting();
startKeys();
loadAhead();
render(<Desk />, document.getElementById("desk")!);
