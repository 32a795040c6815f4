package org.sekisho.imap.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sekisho.sasl.Mechanism;

/// What we say we can do (RFC 9051 §7.2.2). Only what is done is listed.
final class Capabilities {
    private static final List<String> ALWAYS =
            List.of("IMAP4rev1", "IMAP4rev2", "LITERAL+", "SASL-IR", "ID", "ENABLE", "IDLE");

    private static final List<String> AFTER_LOGIN = List.of(
            "NAMESPACE", // RFC 2342
            "CONDSTORE", // RFC 7162
            "QRESYNC",
            "MOVE", // RFC 6851
            "ESEARCH", // RFC 4731
            "SEARCHRES", // RFC 5182
            "PARTIAL", // RFC 9394
            "SORT", // RFC 5256
            "SORT=DISPLAY", // RFC 5957
            "ESORT", // RFC 5267
            "THREAD=ORDEREDSUBJECT", // RFC 5256
            "THREAD=REFERENCES",
            "I18NLEVEL=1", // RFC 5255: texts compare by i;unicode-casemap, and further (search.Folding)
            "WITHIN", // RFC 5032
            "BINARY", // RFC 3516
            "PREVIEW", // RFC 8970
            "SAVEDATE", // RFC 8514
            "CATENATE", // RFC 4469
            "REPLACE", // RFC 8508
            "UIDONLY", // RFC 9586
            "INPROGRESS", // RFC 9585
            "NOTIFY", // RFC 5465
            "ACL", // RFC 4314
            "RIGHTS=kxte",
            "LIST-MYRIGHTS", // RFC 8440
            "QUOTA", // RFC 9208
            "QUOTA=RES-STORAGE",
            "QUOTA=RES-MESSAGE",
            "QUOTA=RES-MAILBOX",
            "METADATA", // RFC 5464
            "METADATA-SERVER",
            "LIST-METADATA", // RFC 9590
            "UIDPLUS", // RFC 4315
            "UNSELECT", // RFC 3691
            "CHILDREN", // RFC 3348
            "LIST-EXTENDED", // RFC 5258
            "LIST-STATUS", // RFC 5819
            "SPECIAL-USE", // RFC 6154
            "CREATE-SPECIAL-USE",
            "STATUS=SIZE", // RFC 8438
            "OBJECTID", // RFC 8474
            "MULTIAPPEND", // RFC 3502
            "UTF8=ACCEPT", // RFC 6855
            "COMPRESS=DEFLATE", // RFC 4978
            "UNAUTHENTICATE"); // RFC 8437

    private Capabilities() {}

    /// @param offered mechanisms
    /// @param startTls whether it may be asked for
    static List<String> beforeLogin(List<Mechanism> offered, boolean startTls) {
        List<String> all = new ArrayList<>(ALWAYS);
        if (startTls) {
            all.add("STARTTLS");
        }
        if (offered.isEmpty()) {
            all.add("LOGINDISABLED"); // RFC 9051 §7.2.2
        }
        offered.forEach(mechanism -> all.add("AUTH=" + mechanism.wireName()));
        return all;
    }

    /// @param messageOctets the largest message that is taken
    /// @param compressed COMPRESS cannot be asked for again
    /// @param disabled what this account does without
    static List<String> afterLogin(long messageOctets, boolean compressed, Set<String> disabled) {
        List<String> all = new ArrayList<>(ALWAYS);
        all.addAll(AFTER_LOGIN);
        if (compressed) {
            all.remove("COMPRESS=DEFLATE");
        }
        all.removeIf(name -> disabled.contains(name.toUpperCase(Locale.ROOT)));
        all.removeIf(name -> (name.startsWith("QUOTA=") && disabled.contains("QUOTA"))
                || (name.startsWith("RIGHTS=") && disabled.contains("ACL"))); // they say more of what is not there
        all.add("APPENDLIMIT=" + messageOctets); // RFC 7889
        return all;
    }
}
