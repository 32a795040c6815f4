package org.sekisho.migration;

import java.nio.file.Path;
import org.sekisho.doctor.Text;
import org.sekisho.qmail.NotCarried;
import org.sekisho.qmail.Place;

/// Something that cannot be brought, or not as it was. Somebody reads each.
/// @param where file, and line where there is one
/// @param text as written there, safe to show
public record Remark(String where, String text, Text why, Text todo) {
    static final Text NOTHING = new Text("", "");

    static Remark of(NotCarried finding) {
        return new Remark(
                finding.place().toString(), finding.text(), Wording.of(finding.why()), Wording.advice(finding.why()));
    }

    static Remark of(Place place, Object subject, Text why, Text todo) {
        return of(place.toString(), subject, why, todo);
    }

    static Remark of(String where, Object subject, Text why, Text todo) {
        // the reader's record knows what is safe on a terminal
        var safe = new NotCarried(new Place(Path.of(""), 0), subject.toString(), "");
        return new Remark(where, safe.text(), why, todo);
    }
}
