package org.sekisho.queue;

import java.util.Optional;
import org.sekisho.accounts.AccountId;

/// Who handed the message in, for "who is responsible?".
/// @param client the peer's address as text, `uid:33`, `alias:…`, or `local` for reports
/// @param account who had logged in
/// @param session the session's id, for the log
public record Origin(String client, Optional<AccountId> account, String session) {}
