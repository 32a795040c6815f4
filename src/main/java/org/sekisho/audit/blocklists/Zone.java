package org.sekisho.audit.blocklists;

import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sekisho.address.Domain;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;

/// A public DNS list: where it is, what a listing means, and how to see that it is alive and answers us.
/// @param name below which it is asked
/// @param alwaysListed by kind, the labels it lists for as long as it works; its keys are what it lists
/// @param operator who keeps it
/// @param meaning why an address or a domain is on it, in English
/// @param meaningJapanese the same, in Japanese
/// @param codes what its answers mean
/// @param delisting the page that says how to get off it
/// @param refusals answers that mean "I do not answer you", never a listing
public record Zone(
        Domain name,
        Map<Kind, String> alwaysListed,
        String operator,
        String meaning,
        String meaningJapanese,
        ReturnCodes codes,
        URI delisting,
        List<Network> refusals) {
    private static final int COLUMNS = 9;

    // Spamhaus's convention, taken over by others; no list lists with these, so they are errors wherever they
    // come from
    private static final Network ERRORS = Network.of("127.255.255.0/24");

    public Zone {
        alwaysListed = Collections.unmodifiableMap(new EnumMap<>(alwaysListed));
        refusals = List.copyOf(refusals);
    }

    public Set<Kind> kinds() {
        return alwaysListed.keySet();
    }

    /// What an answer of this list means, in English; nothing when the list has not said so.
    public List<String> meanings(InetAddress code) {
        return codes.meanings(code);
    }

    /// Whether an answer says that the list does not answer this resolver: too many questions, a public resolver,
    /// nobody registered.
    public boolean isRefusal(InetAddress code) {
        return ERRORS.contains(code) || refusals.stream().anyMatch(refusal -> refusal.contains(code));
    }

    String nameOf(String labels) {
        return labels + "." + name.name();
    }

    /// Reads one line of the file of zones, whose head says what the columns are.
    /// @throws SyntaxError anything that is not as said there
    static Zone of(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length != COLUMNS) {
            throw new SyntaxError("expected " + COLUMNS + " columns with tabs between them, found " + columns.length);
        }
        for (String column : columns) {
            if (column.isEmpty() || !column.equals(column.strip())) {
                throw new SyntaxError("a column is empty or has blanks around it: '" + column + "'");
            }
        }
        return new Zone(
                Domain.of(columns[0]),
                tests(columns[1], columns[7]),
                columns[2],
                columns[3],
                columns[4],
                ReturnCodes.of(columns[5]),
                page(columns[6]),
                refusals(columns[8]));
    }

    private static Map<Kind, String> tests(String kinds, String entries) {
        var tests = new EnumMap<Kind, String>(Kind.class);
        for (String text : kinds.split(",", -1)) {
            Kind kind = Kind.of(text);
            if (tests.put(kind, kind.alwaysListed()) != null) {
                throw new SyntaxError("the kind " + kind + " is there twice");
            }
        }
        if (entries.equals("rfc5782")) {
            return tests;
        }
        for (String entry : entries.split(",", -1)) {
            int equals = entry.indexOf('=');
            Kind kind = Kind.of(entry.substring(0, Math.max(equals, 0)));
            String labels = entry.substring(equals + 1).toLowerCase(Locale.ROOT);
            if (!labels.matches("[a-z0-9-]+(\\.[a-z0-9-]+)*") || tests.replace(kind, labels) == null) {
                throw new SyntaxError(
                        "a test entry is rfc5782 or kind=labels for a kind it lists, not '" + entry + "'");
            }
        }
        return tests;
    }

    private static URI page(String text) {
        try {
            URI page = URI.create(text);
            if (page.getHost() != null && ("https".equals(page.getScheme()) || "http".equals(page.getScheme()))) {
                return page;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new SyntaxError("not the address of a page: '" + text + "'");
    }

    private static List<Network> refusals(String text) {
        var refusals = new ArrayList<Network>();
        if (!text.equals("-")) {
            for (String network : text.split(",", -1)) {
                refusals.add(Network.of(network));
            }
        }
        return refusals;
    }

    @Override
    public String toString() {
        return name.name();
    }
}
