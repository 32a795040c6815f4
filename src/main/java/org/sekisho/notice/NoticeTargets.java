package org.sekisho.notice;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.accounts.AccountId;
import org.sekisho.store.Batch;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.Store;

/// Who is told of whose new mail: rows of one partition, and all of them in memory, for every delivery asks. What
/// another node changes is known after the next [#load]. Safe from any thread.
public final class NoticeTargets {
    private static final Partition PARTITION = new Partition("notices");
    private static final String NAME = "to";
    private static final int PAGE = 1_000;

    private final Store store;
    private volatile Map<AccountId, NoticeTarget> known = Map.of();

    public NoticeTargets(Store store) {
        this.store = store;
    }

    /// Reads them anew.
    synchronized void load() {
        Map<AccountId, NoticeTarget> all = new HashMap<>();
        Scan scan = Scan.all(NAME, PAGE);
        List<RowValue> page;
        do {
            page = store.scan(PARTITION, scan);
            for (RowValue row : page) {
                String account = row.row().text(NAME);
                all.put(new AccountId(account), NoticeTarget.read(row.value(), account));
            }
            scan = page.isEmpty() ? scan : scan.after(page.getLast().row());
        } while (page.size() == PAGE);
        known = Map.copyOf(all);
    }

    public Optional<NoticeTarget> of(AccountId account) {
        return Optional.ofNullable(known.get(account));
    }

    /// @param target empty: nobody
    public synchronized void set(AccountId account, Optional<NoticeTarget> target) {
        Row row = Row.of(NAME, account.value());
        Batch batch = Batch.in(PARTITION);
        store.commit(target.map(to -> batch.put(row, to.stored())).orElseGet(() -> batch.delete(row)));
        Map<AccountId, NoticeTarget> changed = new HashMap<>(known);
        target.ifPresentOrElse(to -> changed.put(account, to), () -> changed.remove(account));
        known = Map.copyOf(changed);
    }

    /// The account is gone.
    public void forget(AccountId account) {
        if (of(account).isPresent()) {
            set(account, Optional.empty());
        }
    }
}
