// Signing in: a token typed in, or the identity provider.
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiProblem, inWords } from "../api/problems.ts";
import { go } from "../route.ts";
import { leaveForProvider, type Provider, provider, takeCode, tradeCode } from "../session/pkce.ts";
import { signIn } from "../session/session.ts";
import { language, switchLanguage, t } from "../text/language.ts";
import { Dialog } from "../widgets/dialog.tsx";

function refusalInWords(problem: unknown): string {
  if (!(problem instanceof ApiProblem)) return t(`统一身份认证没有成功：${problem}`, `The identity provider did not sign you in: ${problem}`);
  switch (problem.code) {
    case "unauthenticated":
      return t("令牌无效：可能写错、过期或已撤销。请向县管理员索取。", "The token is not valid: mistyped, expired or revoked. Ask your county's administrator.");
    case "rate_limited":
    case "too_many_failures":
      return t(`试的次数太多，请${problem.retryAfter || 60}秒后再试。`, `Too many attempts. Try again in ${problem.retryAfter || 60} s.`);
    case "network":
      return t("服务器连不上。请检查网络，稍后再试。", "The server cannot be reached. Check your connection and try again.");
    default:
      return inWords(problem);
  }
}

function Form({ focus }: { focus: boolean }) {
  const [token, setToken] = useState("");
  const [visible, setVisible] = useState(false);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const [at, setAt] = useState<Provider | null>(null);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (focus) input.current?.focus();
    void provider().then(async (found) => {
      setAt(found);
      const back = takeCode();
      if (!back || !found) return;
      if (back.started.to) go(back.started.to, true); // the page that was wanted before leaving
      try {
        if (!back.code) throw back.error;
        await signIn(await tradeCode(found, back.code, back.started));
      } catch (problem) {
        setError(refusalInWords(problem instanceof Error && !(problem instanceof ApiProblem) ? problem.message : problem));
      }
    });
  }, []);

  async function submit(event: Event) {
    event.preventDefault();
    const typed = token.trim().replace(/^Bearer\s+/i, "");
    if (busy) return;
    if (!typed) {
      setError(t("请填入令牌", "Enter a token"));
      input.current?.focus();
      return;
    }
    // A header holds Latin-1 only: full-width letters from an input method can be no token.
    if (!/^[\x21-\x7e]+$/.test(typed)) {
      setError(t("令牌里有全角或汉字字符，请重新粘贴", "There are characters in it that no token has; paste it again"));
      input.current?.focus();
      return;
    }
    setBusy(true);
    setError("");
    try {
      await signIn(typed);
    } catch (problem) {
      setError(refusalInWords(problem));
      setBusy(false);
      input.current?.focus();
    }
  }

  return (
    <form onSubmit={submit} noValidate>
      <div class="field">
        <label for="token">{t("令牌", "Token")}</label>
        <div class="token">
          <input
            id="token"
            ref={input}
            type={(visible ? "text" : "password") as "password"}
            value={token}
            placeholder="fz_…"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-describedby="token-help token-error"
            aria-invalid={error ? "true" : undefined}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
          <button type="button" aria-pressed={visible} onClick={() => setVisible(!visible)}>
            {visible ? t("隐藏", "Hide") : t("显示", "Show")}
          </button>
        </div>
        <p id="token-help" class="help">
          {t("只在本标签页内保存，关闭即清除。令牌由县管理员发放。", "Kept in this tab only, gone when it is closed. Your county's administrator issues tokens.")}
        </p>
        <p id="token-error" class="error" role="alert">
          {error}
        </p>
      </div>
      <button class="primary" type="submit" aria-busy={busy}>
        {t("登录", "Sign in")}
      </button>
      {at && (
        <button
          type="button"
          onClick={() => {
            leaveForProvider(at, location.hash).catch((problem) => setError(refusalInWords(String(problem))));
          }}
        >
          {t("用统一身份认证登录", "Sign in with the identity provider")}
        </button>
      )}
    </form>
  );
}

export function SignIn() {
  useEffect(() => {
    document.title = t("登录 — 法治台账", "Sign in — Fazhi ledger");
  });
  return (
    <main class="sign-in">
      <div class="stack">
        <div class="top">
          <h1 id="heading">{t("法治台账", "Fazhi ledger")}</h1>
          <button class="plain" lang={language.value === "zh" ? "en" : "zh-CN"} onClick={() => switchLanguage(language.value === "zh" ? "en" : "zh")}>
            {language.value === "zh" ? "English" : "中文"}
          </button>
        </div>
        <Form focus />
      </div>
    </main>
  );
}

/** Over the page, when the token was taken away meanwhile: what was typed is still there. */
export function SignInAgain() {
  return (
    <Dialog title={t("登录已失效", "Signed out")} onClose={() => {}}>
      <p class="secondary">{t("重新登录后继续，内容还在。", "Sign in to go on; your input is kept.")}</p>
      <Form focus />
    </Dialog>
  );
}
