#pragma once

// For programs that make many variants of calls so that a tracer's lines about them can be compared
// with another tracer's: by raw number, because libc checks and changes arguments; results do not
// matter.

#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

/// An address where nothing is mapped.
#define BAD ((void *)(long)-4096)
/// A descriptor that is not open.
#define NO_FD 77

/// Further arguments are 0, not what is left in their registers.
#define CALL(name, ...) ((void)syscall(SYS_##name, ##__VA_ARGS__, 0L, 0L, 0L, 0L, 0L, 0L))
