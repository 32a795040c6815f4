/// The command line over [org.sekisho.admin].
@NullMarked
package org.sekisho.cli;

import org.jspecify.annotations.NullMarked;
