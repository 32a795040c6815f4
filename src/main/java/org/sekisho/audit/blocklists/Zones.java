package org.sekisho.audit.blocklists;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.sekisho.address.Domain;
import org.sekisho.address.SyntaxError;
import org.sekisho.events.Shipped;

/// Files of zones.
public final class Zones {
    private static final String PUBLISHED = "zones.tsv";

    private Zones() {}

    /// The public lists this program knows, in the order of its file.
    public static List<Zone> published() {
        return of(Shipped.lines(Zones.class, PUBLISHED));
    }

    /// Reads the lines of a file of zones; empty ones and those that begin with `#` say nothing.
    /// @throws SyntaxError with the number of the line that is wrong, or names a zone again
    public static List<Zone> of(List<String> lines) {
        var zones = new ArrayList<Zone>();
        var names = new HashSet<Domain>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank() && !line.startsWith("#")) {
                Zone zone = read(line, i + 1);
                if (!names.add(zone.name())) {
                    throw new SyntaxError("line " + (i + 1) + ": " + zone + " is there twice");
                }
                zones.add(zone);
            }
        }
        return List.copyOf(zones);
    }

    private static Zone read(String line, int number) {
        try {
            return Zone.of(line);
        } catch (SyntaxError e) {
            throw new SyntaxError("line " + number + ": " + e.getMessage());
        }
    }
}
