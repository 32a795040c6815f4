package org.sekisho.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.sekisho.store.Batch;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Row;
import org.sekisho.store.Store;

/// When a credential was last used: written at most once an hour, without waiting for the disk. Safe from any
/// thread.
final class LastUse {
    private static final Duration STEP = Duration.ofHours(1);
    private static final int MAX_ENTRIES = 10_000;

    private final Store store;
    private final InstantSource clock;
    private final Cache<String, Instant> written =
            Caffeine.newBuilder().maximumSize(MAX_ENTRIES).build();

    LastUse(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    private static Row row(AccountId account, CredentialId credential) {
        return Row.of(AccountRows.USE, account + "/" + credential);
    }

    void note(AccountId account, CredentialId credential) {
        Instant now = clock.instant();
        String key = account + "/" + credential;
        Instant before = written.getIfPresent(key);
        if (before == null || !now.isBefore(before.plus(STEP))) {
            written.put(key, now);
            store.apply(Batch.in(AccountRows.PARTITION)
                    .put(
                            row(account, credential),
                            Encoder.version(0).instant(now).toBytes()));
        }
    }

    Optional<Instant> of(AccountId account, CredentialId credential) {
        return store.get(AccountRows.PARTITION, row(account, credential))
                .map(value -> Decoder.of(value, 0, "last use of " + account).instant());
    }
}
