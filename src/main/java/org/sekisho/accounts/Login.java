package org.sekisho.accounts;

import java.util.List;
import org.sekisho.address.Mailbox;

/// Who a session has proved to be, and with which credential.
/// @param allowedFrom when not empty, the only addresses this credential may send from (a part of the account's
/// own)
public record Login(AccountId account, CredentialId credential, Mailbox user, List<Mailbox> allowedFrom) {}
