package org.sekisho.admin;

import java.util.List;
import java.util.Map;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.Mailbox;
import org.sekisho.admin.AdminException.Kind;
import org.sekisho.search.FullText;
import org.sekisho.search.Progress;

/// The full-text index.
final class SearchCommands {
    private final Accounts accounts;
    private final FullText texts;

    SearchCommands(Accounts accounts, FullText texts) {
        this.accounts = accounts;
        this.texts = texts;
    }

    List<Command> all() {
        return List.of(Command.of("mailbox.reindex", this::reindex, "address"));
    }

    /// Returns when it is done, which takes a minute for some hundred thousand messages.
    private Map<String, Object> reindex(Call call) throws AdminException, DirectoryException {
        Mailbox address = call.arguments().read("address", Mailbox::of);
        AccountId account = accounts.require(address).id();
        texts.rebuild(account, Progress.NONE);
        return switch (texts.status(account)) {
            case FullText.Status.There(var messages, var mailboxes) ->
                Fields.of("reindexed", address, "mailboxes", mailboxes, "messages", messages);
            case FullText.Status.None() -> Fields.of("reindexed", address, "mailboxes", 0, "messages", 0);
            case FullText.Status.Unusable() ->
                throw new AdminException(Kind.TEMPORARY, "the index cannot be written: the log says why");
        };
    }
}
