package org.sekisho.accounts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.Mailbox;

/// Who a session has proved to be, and with which credential.
/// @param allowedFrom when not empty, the only addresses this credential may send from (a part of the account's
/// own)
/// @param secretSet when the credential was given the secret that was proved; empty: none was, as for a question
/// what a log-in would be allowed
public record Login(
        AccountId account,
        CredentialId credential,
        Mailbox user,
        List<Mailbox> allowedFrom,
        Optional<Instant> secretSet) {
    /// Without a secret.
    public Login(AccountId account, CredentialId credential, Mailbox user, List<Mailbox> allowedFrom) {
        this(account, credential, user, allowedFrom, Optional.empty());
    }
}
