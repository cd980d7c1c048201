#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace spyglass {

/// "1 call", "3 calls".
std::string counted(std::uint64_t count, std::string_view noun);

/// "512 bytes", "136 KiB", "7.9 MiB": the largest unit in which there is at least one.
std::string amount_words(std::uint64_t bytes);

/// "0.03 s", "12.4 s", "3 min 5 s", "2 h 11 min", "3 days 4 h".
std::string time_words(std::chrono::milliseconds time);

}  // namespace spyglass
