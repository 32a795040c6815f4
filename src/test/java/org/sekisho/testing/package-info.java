/// Fakes and machinery that tests of several packages share.
@NullMarked
package org.sekisho.testing;

import org.jspecify.annotations.NullMarked;
