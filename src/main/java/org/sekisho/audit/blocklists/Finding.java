package org.sekisho.audit.blocklists;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.address.IpAddress;

/// What one list said about one subject.
public record Finding(Subject subject, Zone zone, Verdict verdict) {
    public Status status() {
        return verdict.status();
    }

    /// What it means, in one line: for a listing the list's own words too; empty for clean.
    public String words(boolean japanese) {
        return switch (verdict) {
            case Verdict.Listed(var codes, var texts) -> {
                List<String> parts = new ArrayList<>();
                parts.add(japanese ? zone.meaningJapanese() : zone.meaning());
                codes.forEach(code -> parts.add(IpAddress.print(code.address())
                        + (code.meanings().isEmpty() ? "" : " " + String.join(", ", code.meanings()))));
                parts.addAll(texts);
                yield String.join("; ", parts);
            }
            case Verdict.Clean() -> "";
            case Verdict.Refused(var why) -> why;
            case Verdict.Dead(var why) -> why;
            case Verdict.CouldNotAsk(var why) -> why;
        };
    }
}
