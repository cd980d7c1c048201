#include "core/sandbox/limits.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <sstream>

namespace spyglass {

namespace {

struct Unit {
  char letter;  ///< behind a number; 0: none
  std::uint64_t worth;
};
constexpr std::array counts = {Unit{0, 1}};
constexpr std::array bytes = {Unit{'g', 1ULL << 30}, Unit{'m', 1ULL << 20}, Unit{'k', 1ULL << 10},
                              Unit{0, 1}};
constexpr std::array seconds = {Unit{'h', 3600}, Unit{'m', 60}, Unit{'s', 1}, Unit{0, 1}};

struct Limit {
  std::string_view name;
  std::uint64_t SandboxLimits::*value;
  std::span<const Unit> units;  ///< the largest first
  std::optional<__rlimit_resource> resource;
};
constexpr Limit table[] = {
    {"processes", &SandboxLimits::processes, counts, RLIMIT_NPROC},
    {"memory", &SandboxLimits::memory, bytes, RLIMIT_AS},
    {"file-size", &SandboxLimits::file_size, bytes, RLIMIT_FSIZE},
    {"descriptors", &SandboxLimits::descriptors, counts, RLIMIT_NOFILE},
    {"cpu", &SandboxLimits::cpu, seconds, RLIMIT_CPU},
    {"time", &SandboxLimits::time, seconds, std::nullopt},
};

std::optional<std::uint64_t> parse_amount(std::string_view text, std::span<const Unit> units) {
  std::uint64_t number = 0;
  const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto suffix = text.substr(static_cast<std::size_t>(rest - text.data()));
  if (problem != std::errc{} || suffix.size() > 1 || number == 0) return std::nullopt;
  const char letter = suffix.empty() ? '\0' : suffix.front();
  const auto unit = std::ranges::find(units, letter, &Unit::letter);
  if (unit == units.end() || number > (UINT64_MAX >> 1) / unit->worth) return std::nullopt;
  return number * unit->worth;
}

std::string amount_text(std::uint64_t amount, std::span<const Unit> units) {
  const auto unit = std::ranges::find_if(
      units, [&](const Unit& each) { return amount >= each.worth && amount % each.worth == 0; });
  std::string text = fmt::format("{}", amount / unit->worth);
  if (unit->letter != 0) text += unit->letter;
  return text;
}

std::string names_of_limits() {
  std::string names;
  for (const Limit& limit : table)
    names += fmt::format("{}{}", names.empty() ? "" : ", ", limit.name);
  return names;
}

bool lower(__rlimit_resource resource, rlim_t most) {
  rlimit now{};
  if (getrlimit(resource, &now) != 0) return false;
  most = std::min(now.rlim_max, most);
  // At the soft limit of processor time there is a signal to catch; a second later there is none.
  now = {most, resource == RLIMIT_CPU && most < now.rlim_max ? most + 1 : most};
  return setrlimit(resource, &now) == 0;
}

}  // namespace

Result<void> set_limit(SandboxLimits& limits, std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  const auto* limit = std::ranges::find(table, name, &Limit::name);
  if (equals == std::string_view::npos || limit == std::end(table)) {
    return bad_input(fmt::format("`{}` sets no limit; there are {}: memory=2g, time=10m", text,
                                 names_of_limits()));
  }
  const auto amount = parse_amount(text.substr(equals + 1), limit->units);
  if (!amount) {
    const std::string_view example = limit->units.data() == bytes.data()     ? "512m or 2g"
                                     : limit->units.data() == seconds.data() ? "30s, 10m or 2h"
                                                                             : "100";
    return bad_input(
        fmt::format("`{}`: {} is a whole number from 1 on, like {}", text, name, example));
  }
  limits.*(limit->value) = *amount;
  return {};
}

Result<void> set_limits(SandboxLimits& limits, std::string_view texts) {
  std::istringstream words{std::string(texts)};
  for (std::string word; words >> word;) {
    if (auto done = set_limit(limits, word); !done) return done;
  }
  return {};
}

std::string limits_text(const SandboxLimits& limits) {
  std::string text;
  for (const Limit& limit : table) {
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", limit.name,
                        amount_text(limits.*(limit.value), limit.units));
  }
  return text;
}

bool enter_limits(const SandboxLimits& limits, bool counts_own, std::uint64_t spare) {
  for (const Limit& limit : table) {
    const bool counts = limit.resource == RLIMIT_NPROC;
    if (!limit.resource || (counts && !counts_own)) continue;
    if (!lower(*limit.resource, limits.*(limit.value) + (counts ? spare : 0))) return false;
  }
  return lower(RLIMIT_CORE, 0);
}

}  // namespace spyglass
