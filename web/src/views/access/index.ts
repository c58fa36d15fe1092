// Accounts, tokens, and what a county decides on personal data: loaded together.
export { AccountPage } from "./account.tsx";
export { EditAccount, NewAccount } from "./account-form.tsx";
export { Accounts } from "./accounts.tsx";
export { OwnAccount } from "./own-account.tsx";
export { PersonalData } from "./personal-data.tsx";
