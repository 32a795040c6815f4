package org.sekisho.qmail;

import java.nio.file.Path;
import org.sekisho.doctor.Confidence;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Severity;
import org.sekisho.doctor.Text;

/// A way through the gate that is open, or that somebody should know of.
/// @param text the line as written; empty where it is about a file
public record Hole(HoleKind kind, Place place, String text) {
    /// Stays the same from version to version.
    public String id() {
        return kind.id();
    }

    public Path file() {
        return place.file();
    }

    /// From 1; 0 is the file as a whole.
    public int line() {
        return place.line();
    }

    public Severity severity() {
        return kind.severity();
    }

    public Text meaning() {
        return kind.meaning().with(text);
    }

    public Text remedy() {
        return kind.remedy().with(text);
    }

    /// A rule is read, not concluded: it is certain.
    public Finding finding() {
        String found = place + (text.isEmpty() ? "" : ": " + text);
        return new Finding(id(), severity(), Confidence.CERTAIN, new Text(found, found), meaning(), remedy());
    }
}
