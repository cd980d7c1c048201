#pragma once

#include <netinet/in.h>

#include "core/decode/kind.hpp"

namespace spyglass::kinds {

/// The socket address of `length` bytes at `at`, told apart by its family; the address itself where
/// it is too short or cannot be read.
Value socket_address_at(const Question& question, Addr at, std::int64_t length);

/// inet_addr("127.0.0.1")
Value inet_address(const in_addr& address);
/// inet_pton(AF_INET6, "::1", &sin6_addr): the field says its name itself.
value::Field inet6_field(std::string_view name, std::string_view reference,
                         const in6_addr& address);
/// if_nametoindex("lo"), or the number where there is no such device here.
Value device_index(unsigned index);

}  // namespace spyglass::kinds
