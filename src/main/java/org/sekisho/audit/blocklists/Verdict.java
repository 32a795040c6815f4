package org.sekisho.audit.blocklists;

import java.net.InetAddress;
import java.util.List;

/// What one list says about one subject. "Could not ask" is never "clean".
public sealed interface Verdict {
    Status status();

    /// One address the list answered with.
    /// @param meanings as far as the list has published them, in English
    record Code(InetAddress address, List<String> meanings) {
        public Code {
            meanings = List.copyOf(meanings);
        }
    }

    /// @param codes one or more
    /// @param texts what the list itself says (TXT), without control characters; often a page about this listing
    record Listed(List<Code> codes, List<String> texts) implements Verdict {
        public Listed {
            codes = List.copyOf(codes);
            texts = List.copyOf(texts);
        }

        @Override
        public Status status() {
            return Status.LISTED;
        }
    }

    record Clean() implements Verdict {
        @Override
        public Status status() {
            return Status.CLEAN;
        }
    }

    record Refused(String why) implements Verdict {
        @Override
        public Status status() {
            return Status.REFUSED;
        }
    }

    record Dead(String why) implements Verdict {
        @Override
        public Status status() {
            return Status.DEAD;
        }
    }

    record CouldNotAsk(String why) implements Verdict {
        @Override
        public Status status() {
            return Status.COULD_NOT_ASK;
        }
    }
}
