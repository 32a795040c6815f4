package org.sekisho.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The command line of sendmail(8), as programs use it. Unknown `-o` options and those about daemons' queues are
/// accepted and ignored, as Postfix and qmail do.
/// @param mode what is asked for
/// @param dotEnds a line with a single dot ends the message (neither -i nor -oi was given)
/// @param request arguments for the server
/// @param config for finding the server, as in other commands
record SendmailArguments(
        Mode mode, boolean dotEnds, Map<String, Object> request, Optional<String> config, Optional<String> dir) {
    enum Mode {
        DELIVER,
        /// -bp
        QUEUE
    }

    static final class Wrong extends Exception {
        Wrong(String why) {
            super(why, null, false, false);
        }
    }

    /// Options with a value, in the same word or the next.
    private static final String WITH_VALUE = "fFrRNVBCLOpXqhd";
    private static final String IGNORED_VALUES = "FBCLOpXhd";

    static SendmailArguments of(List<String> words) throws Wrong {
        var reader = new Reader(words);
        reader.read();
        if (!reader.recipients.isEmpty()) {
            reader.request.put("to", List.copyOf(reader.recipients));
        }
        return new SendmailArguments(reader.mode, reader.dotEnds, reader.request, reader.config, reader.dir);
    }

    private static final class Reader {
        private final List<String> words;
        private int next;
        private Mode mode = Mode.DELIVER;
        private boolean dotEnds = true;
        private final Map<String, Object> request = new LinkedHashMap<>();
        private final List<String> recipients = new ArrayList<>();
        private Optional<String> config = Optional.empty();
        private Optional<String> dir = Optional.empty();

        Reader(List<String> words) {
            this.words = words;
        }

        void read() throws Wrong {
            boolean options = true;
            while (next < words.size()) {
                String word = words.get(next++);
                if (options && word.equals("--")) {
                    options = false;
                } else if (options && word.startsWith("--")) {
                    longOption(word);
                } else if (options && word.length() > 1 && word.startsWith("-")) {
                    option(word);
                } else {
                    recipients.add(word);
                }
            }
        }

        private void longOption(String word) throws Wrong {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (!name.equals("--config") && !name.equals("--dir")) {
                throw new Wrong("unknown option " + word);
            }
            Optional<String> value = Optional.of(equals < 0 ? following(word) : word.substring(equals + 1));
            if (name.equals("--config")) {
                config = value;
            } else {
                dir = value;
            }
        }

        private String following(String word) throws Wrong {
            if (next >= words.size()) {
                throw new Wrong(word + " needs a value");
            }
            return words.get(next++);
        }

        /// One word may hold several letters: `-ti`, `-tfalice@example.test`.
        private void option(String word) throws Wrong {
            for (int i = 1; i < word.length(); i++) {
                char letter = word.charAt(i);
                String rest = word.substring(i + 1);
                if (letter == 'o' || letter == 'b' || letter == 'e' || letter == 'q') {
                    ofMany(letter, rest);
                    return;
                }
                if (WITH_VALUE.indexOf(letter) >= 0) {
                    value(letter, rest.isEmpty() ? following(word) : rest);
                    return;
                }
                switch (letter) {
                    case 't' -> request.put("from_header", true);
                    case 'i' -> dotEnds = false;
                    case 'v', 'm', 'n', 'G', 'U', 's' -> {}
                    default -> throw new Wrong("unknown option " + word);
                }
            }
        }

        private void ofMany(char letter, String rest) throws Wrong {
            switch (letter) {
                case 'o' -> {
                    if (rest.startsWith("i")) {
                        dotEnds = false;
                    }
                }
                case 'b' -> {
                    switch (rest) {
                        case "m" -> mode = Mode.DELIVER;
                        case "p" -> mode = Mode.QUEUE;
                        default -> throw new Wrong("-b" + rest + " is not supported: use -bm or -bp, or speak SMTP");
                    }
                }
                default -> {} // -e (how to report errors) and -q (run the queue): nothing to do here
            }
        }

        private void value(char letter, String value) throws Wrong {
            switch (letter) {
                case 'f', 'r' -> request.put("from", value);
                case 'N' -> request.put("notify", value);
                case 'R' -> request.put("ret", value);
                case 'V' -> request.put("envelope_id", value);
                default -> {
                    if (IGNORED_VALUES.indexOf(letter) < 0) {
                        throw new Wrong("unknown option -" + letter);
                    }
                }
            }
        }
    }
}
