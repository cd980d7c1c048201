#pragma once

#include "core/syscalls/row.hpp"

namespace spyglass::rows {

// A function a file of this folder.
std::span<const Row> files();
std::span<const Row> file_facts();
std::span<const Row> transfers();
std::span<const Row> descriptors();
std::span<const Row> waiting();
std::span<const Row> memory();
std::span<const Row> processes();
std::span<const Row> control();
std::span<const Row> signals();
std::span<const Row> sockets();
std::span<const Row> time();
std::span<const Row> ipc();
std::span<const Row> identity();
std::span<const Row> system();
std::span<const Row> mounts();
std::span<const Row> attributes();
std::span<const Row> observing();
std::span<const Row> security();
std::span<const Row> io_uring();
std::span<const Row> administration();
std::span<const Row> policies();
std::span<const Row> machine();
std::span<const Row> futexes();
std::span<const Row> old();
std::span<const Row> obsolete();

}  // namespace spyglass::rows
