/// Brings what another mail server held: domains, accounts, aliases, mail. As often as one likes, until the move
/// is done.
@NullMarked
package org.sekisho.migration;

import org.jspecify.annotations.NullMarked;
