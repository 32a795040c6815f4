/// `Main` and `Wiring`: the parts list, built with `new`, in order.
@NullMarked
package org.sekisho.app;

import org.jspecify.annotations.NullMarked;
