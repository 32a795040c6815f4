/// The relay decision, permits, sender rights and budgets.
@NullMarked
package org.sekisho.gate;

import org.jspecify.annotations.NullMarked;
