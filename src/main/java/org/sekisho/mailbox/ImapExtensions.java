package org.sekisho.mailbox;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.accounts.AccountId;
import org.sekisho.store.Batch;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Store;

/// The IMAP extensions that single accounts do without, for mail programs that stumble over them. Safe from any
/// thread; read at each log-in.
public final class ImapExtensions {
    public static final int MAX_NAMES = 64;

    private static final int VERSION = 1;

    private final Store store;

    ImapExtensions(Store store) {
        this.store = store;
    }

    /// @return capability names in capitals
    public Set<String> disabled(AccountId account) {
        return store.get(Rows.account(account), Rows.IMAP)
                .map(value -> {
                    Decoder decoder = Decoder.of(value, VERSION, "the IMAP extensions of account " + account);
                    Set<String> names = Set.copyOf(decoder.list(Decoder::text));
                    decoder.end();
                    return names;
                })
                .orElse(Set.of());
    }

    /// @param names capability names in capitals, at most [#MAX_NAMES]; they hold from the next log-in on
    public void disable(AccountId account, Collection<String> names) {
        Batch batch = Batch.in(Rows.account(account));
        store.commit(
                names.isEmpty()
                        ? batch.delete(Rows.IMAP)
                        : batch.put(
                                Rows.IMAP,
                                Encoder.version(VERSION)
                                        .list(new TreeSet<>(names), Encoder::text)
                                        .toBytes()));
    }
}
