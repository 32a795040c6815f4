package org.sekisho.qmail;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.address.SyntaxError;

/// `NOQUOTA`, `52428800S`, `52428800S,1000C`, or `50MB` as older versions wrote it.
public record StoredQuota(OptionalLong octets, OptionalLong messages) {
    static final StoredQuota NONE = new StoredQuota(OptionalLong.empty(), OptionalLong.empty());
    private static final Pattern PART = Pattern.compile("([0-9]{1,15})([SC]|[KMGkmg]?[Bb]?)");

    /// @throws SyntaxError another form
    static StoredQuota of(String text) {
        if (text.isEmpty() || text.equals("NOQUOTA")) {
            return NONE;
        }
        StoredQuota quota = NONE;
        for (String each : text.split(",", -1)) {
            Matcher part = PART.matcher(each);
            if (!part.matches()) {
                throw new SyntaxError("not a quota: " + text);
            }
            long number = Long.parseLong(part.group(1));
            quota = part.group(2).equals("C")
                    ? new StoredQuota(quota.octets, OptionalLong.of(number))
                    : new StoredQuota(octets(number, part.group(2)), quota.messages);
        }
        return quota;
    }

    private static OptionalLong octets(long number, String unit) {
        if (number == 0) { // maildirquota: 0 is no limit
            return OptionalLong.empty();
        }
        int shift = unit.isEmpty() ? 0 : 10 * ("KMG".indexOf(Character.toUpperCase(unit.charAt(0))) + 1);
        return number > Long.MAX_VALUE >> shift ? OptionalLong.empty() : OptionalLong.of(number << shift);
    }
}
