package org.sekisho.qmail;

import java.util.ArrayList;
import java.util.List;

/// Collects what is not carried over. For one thread.
final class Findings {
    private final List<NotCarried> all = new ArrayList<>();

    void add(Place place, String text, String why) {
        all.add(new NotCarried(place, text, why));
    }

    void add(Line line, String why) {
        add(line.place(), line.text(), why);
    }

    int count() {
        return all.size();
    }

    List<NotCarried> all() {
        return List.copyOf(all);
    }
}
