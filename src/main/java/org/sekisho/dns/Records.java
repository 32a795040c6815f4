package org.sekisho.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What one answer says about one question, aliases followed as far as it holds them. RFC 1034 §3.6.2, RFC 2308.
sealed interface Records {
    /// @param ttl seconds
    record Some(List<Record> records, long ttl) implements Records {}

    /// The answer ends with an alias whose target it says nothing about: ask again.
    record Alias(Name target, long ttl) implements Records {}

    /// @param ttl seconds for which "no" may be remembered; none without an SOA (RFC 2308 §5)
    record None(boolean nameExists, OptionalLong ttl) implements Records {}

    record Unusable(String why) implements Records {}

    int MAX_ALIASES = 10;

    static Records in(Message answer, Name name, int type) {
        int rcode = answer.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            return new Unusable(Rcode.string(rcode));
        }
        Name owner = name;
        long ttl = Long.MAX_VALUE;
        for (int aliases = 0; aliases <= MAX_ALIASES; aliases++) {
            List<Record> found = owned(answer, owner, type);
            if (!found.isEmpty()) {
                return new Some(found, Math.min(ttl, leastTtl(found)));
            }
            List<Record> alias = owned(answer, owner, Type.CNAME);
            if (alias.isEmpty()) {
                return owner.equals(name) || rcode == Rcode.NXDOMAIN ? nothing(answer) : new Alias(owner, ttl);
            }
            ttl = Math.min(ttl, leastTtl(alias));
            owner = ((CNAMERecord) alias.getFirst()).getTarget();
        }
        return new Unusable("too many aliases");
    }

    private static List<Record> owned(Message answer, Name owner, int type) {
        var found = new ArrayList<Record>();
        for (Record record : answer.getSection(Section.ANSWER)) {
            if (record.getType() == type && record.getName().equals(owner)) {
                found.add(record);
            }
        }
        return found;
    }

    private static long leastTtl(List<Record> records) {
        return records.stream().mapToLong(Record::getTTL).min().orElseThrow();
    }

    private static Records nothing(Message answer) {
        boolean referral = false;
        for (Record record : answer.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa) {
                return new None(exists(answer), OptionalLong.of(Math.min(soa.getTTL(), soa.getMinimum())));
            }
            referral |= record.getType() == Type.NS;
        }
        // RFC 2308 §2.2: NS without SOA is "ask them", from a server that does not ask for us: no answer at all
        return referral && exists(answer)
                ? new Unusable("a referral, not an answer")
                : new None(exists(answer), OptionalLong.empty());
    }

    private static boolean exists(Message answer) {
        return answer.getRcode() != Rcode.NXDOMAIN;
    }
}
