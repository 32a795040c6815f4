package org.sekisho.admin;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.sekisho.accounts.DirectoryException;

/// One thing a person may do.
/// @param name e.g. `account.add`
/// @param arguments it knows
/// @param forEveryone any user of the machine may do it; else root and the server's own user
record Command(String name, Set<String> arguments, boolean forEveryone, Action action) {
    interface Action {
        /// @return the last word: what was done
        Map<String, Object> run(Call call) throws AdminException, DirectoryException, IOException;
    }

    static Command of(String name, Action action, String... arguments) {
        return new Command(name, Set.of(arguments), false, action);
    }
}
