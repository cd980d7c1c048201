#include "repl/views/amounts.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace spyglass {

std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string amount_words(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 4> units = {"KiB", "MiB", "GiB", "TiB"};
  constexpr std::uint64_t step = 1024;
  if (bytes < step) return fmt::format("{} byte{}", bytes, bytes == 1 ? "" : "s");
  std::uint64_t unit = step;
  std::size_t index = 0;
  while (bytes / unit >= step && index + 1 < units.size()) {
    unit *= step;
    ++index;
  }
  if (bytes % unit == 0) return fmt::format("{} {}", bytes / unit, units[index]);
  return fmt::format("{:.1f} {}", static_cast<double>(bytes) / static_cast<double>(unit),
                     units[index]);
}

std::string time_words(std::chrono::milliseconds time) {
  constexpr auto minute = std::chrono::seconds(60);
  constexpr auto hour = 60 * minute;
  constexpr auto day = 24 * hour;
  if (time < minute) {
    const double seconds = std::chrono::duration<double>(time).count();
    return fmt::format("{:.{}f} s", seconds, seconds < 10 ? 2 : 1);
  }
  if (time < hour)
    return fmt::format("{} min {} s", time / minute, time % minute / std::chrono::seconds(1));
  if (time < day) return fmt::format("{} h {} min", time / hour, time % hour / minute);
  return fmt::format("{} day{} {} h", time / day, time / day == 1 ? "" : "s", time % day / hour);
}

}  // namespace spyglass
