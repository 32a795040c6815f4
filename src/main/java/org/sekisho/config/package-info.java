/// The settings file as validated records; an unknown key is an error.
@NullMarked
package org.sekisho.config;

import org.jspecify.annotations.NullMarked;
