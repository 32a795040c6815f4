package org.sekisho.mailbox;

import com.github.benmanes.caffeine.cache.Interner;
import org.sekisho.store.Decoder;

/// Flags that are the same are one object, and so is a keyword, in however many different flags: messages are
/// many, and whoever may write gives them the flags they like. Safe from any thread.
final class FlagsPool {
    private final Interner<Flags> flags = Interner.newWeakInterner();
    private final Interner<String> keywords = Interner.newWeakInterner();

    Flags same(Flags some) {
        return flags.intern(some.keywords().isEmpty() ? some : some.withKeywords(keywords::intern));
    }

    Flags read(Decoder decoder) {
        Flags read = Flags.readFrom(decoder, keywords::intern);
        return read.keywords().isEmpty() ? read : flags.intern(read);
    }
}
