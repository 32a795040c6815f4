package org.sekisho.cli;

import java.util.List;

/// A command of the command line that asks the running server for one thing.
/// @param group `account`, or empty for a command that stands alone
/// @param request the name of what is asked for, e.g. `account.add`
record Verb(String group, String name, String request, String summary, View view, List<Parameter> parameters) {
    /// How the answer is shown to a person.
    sealed interface View {
        /// Rows as a table with these columns.
        record Table(List<String> columns) implements View {}

        /// Rows as `name: value` lines.
        record Details() implements View {}

        /// Rows as lines of a file.
        record Lines() implements View {}

        /// Only the last word.
        record Message() implements View {}

        /// Totals, who is responsible, messages.
        record Queue() implements View {}

        /// Lines that come with their text; how far it is on one line that the next replaces.
        record Import() implements View {}

        /// The steps of a decision, then the decision.
        record Trace() implements View {}
    }

    /// @param argument its name in the request; in options with `-` for `_`
    record Parameter(String argument, Kind kind, String label, String help) {
        enum Kind {
            POSITIONAL,
            POSITIONAL_OR_NONE,
            POSITIONAL_LIST,
            OPTION,
            OPTION_LIST,
            FLAG,
            NUMBER,
            /// An option; without it, asked for or read from the standard input.
            PASSWORD,
            /// A file that is sent along.
            FILE
        }

        String option() {
            return "--" + argument.replace('_', '-');
        }
    }

    static Verb of(String group, String name, String summary, View view, Parameter... parameters) {
        return new Verb(group, name, group + "." + name, summary, view, List.of(parameters));
    }
}
