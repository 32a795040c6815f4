package org.sekisho.search;

import java.util.List;

/// Makes [MessageKeys] for tests.
final class Keys {
    private Keys() {}

    static MessageKeys subject(long uid, long sent, String subject, boolean reply) {
        return new MessageKeys(uid, sent, 0, 0, subject, reply, "", "", "", "", "", "", List.of());
    }

    static MessageKeys linked(long uid, String id, String... references) {
        return new MessageKeys(uid, uid, 0, 0, "", false, "", "", "", "", "", id, List.of(references));
    }

    static KeyTable table(List<MessageKeys> all) {
        KeyTable table = new KeyTable();
        all.forEach(table::add);
        return table;
    }

    static int[] rows(KeyTable table) {
        int[] rows = new int[table.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        return rows;
    }
}
