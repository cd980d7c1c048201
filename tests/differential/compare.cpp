#include "tests/differential/compare.hpp"

#include <algorithm>
#include <fstream>
#include <span>
#include <stdexcept>

namespace {

using Lines = std::vector<std::string>;

/// Lines of one that the other has not got in the same place.
struct Hunk {
  std::span<const std::string> theirs;
  std::span<const std::string> ours;
};

std::size_t common_start(std::span<const std::string> a, std::span<const std::string> b) {
  const auto [end, ignored] = std::ranges::mismatch(a, b);
  return static_cast<std::size_t>(end - a.begin());
}

/// The hunks between two lists: by the longest list of lines that both have in this order.
std::vector<Hunk> hunks(std::span<const std::string> a, std::span<const std::string> b) {
  // Most traces begin alike; the table below is for the rest.
  const std::size_t start = common_start(a, b);
  a = a.subspan(start);
  b = b.subspan(start);
  constexpr std::size_t too_long = 4000;
  if (a.size() > too_long || b.size() > too_long) return {{a, b}};
  const std::size_t width = b.size() + 1;
  std::vector<unsigned> common((a.size() + 1) * width);
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      common[i * width + j] =
          a[i] == b[j] ? common[(i + 1) * width + j + 1] + 1
                       : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  std::vector<Hunk> all;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    const std::size_t from_i = i;
    const std::size_t from_j = j;
    while (i < a.size() || j < b.size()) {
      if (i < a.size() && j < b.size() && a[i] == b[j]) break;
      const bool ours_next = i == a.size() || (j < b.size() && common[i * width + j + 1] >
                                                                   common[(i + 1) * width + j]);
      if (ours_next) {
        ++j;
      } else {
        ++i;
      }
    }
    if (i > from_i || j > from_j) {
      all.push_back({a.subspan(from_i, i - from_i), b.subspan(from_j, j - from_j)});
    }
    while (i < a.size() && j < b.size() && a[i] == b[j]) {
      ++i;
      ++j;
    }
  }
  return all;
}

bool fits(const std::regex& pattern, bool nothing, const std::string* line) {
  if (line == nullptr || nothing) return line == nullptr && nothing;
  return std::regex_match(*line, pattern);
}

bool has_reason(const std::string* theirs, const std::string* ours, std::vector<Reason>& reasons) {
  for (Reason& reason : reasons) {
    if (!fits(reason.theirs, reason.nothing_theirs, theirs)) continue;
    if (!fits(reason.ours, reason.nothing_ours, ours)) continue;
    ++reason.used;
    return true;
  }
  return false;
}

/// What of a hunk has no reason. Lines are set against each other in their order, but for those
/// that a reason says only one of us has.
void explain(const Hunk& hunk, std::vector<Reason>& reasons, std::string& out) {
  std::vector<const std::string*> theirs;
  std::vector<const std::string*> ours;
  for (const auto& line : hunk.theirs) {
    if (!has_reason(&line, nullptr, reasons)) theirs.push_back(&line);
  }
  for (const auto& line : hunk.ours) {
    if (!has_reason(nullptr, &line, reasons)) ours.push_back(&line);
  }
  for (std::size_t i = 0; i < std::max(theirs.size(), ours.size()); ++i) {
    const std::string* their = i < theirs.size() ? theirs[i] : nullptr;
    const std::string* our = i < ours.size() ? ours[i] : nullptr;
    if (their != nullptr && our != nullptr && has_reason(their, our, reasons)) continue;
    if (their != nullptr) out += "  - " + *their + '\n';
    if (our != nullptr) out += "  + " + *our + '\n';
  }
}

}  // namespace

std::vector<Reason> read_reasons(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::vector<Reason> reasons;
  const auto value_of = [](const std::string& line, std::size_t label) {
    const auto begin = line.find_first_not_of(' ', label);
    return begin == std::string::npos ? std::string{} : line.substr(begin);
  };
  for (std::string line; std::getline(stream, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with("strace:")) {
      reasons.emplace_back();
      const std::string pattern = value_of(line, 7);
      reasons.back().nothing_theirs = pattern == "nothing";
      reasons.back().theirs = std::regex(pattern);
    } else if (line.starts_with("ours:") && !reasons.empty()) {
      const std::string pattern = value_of(line, 5);
      reasons.back().nothing_ours = pattern == "nothing";
      reasons.back().ours = std::regex(pattern);
    } else if (line.starts_with("reason:") && !reasons.empty()) {
      reasons.back().why = value_of(line, 7);
    } else {
      throw std::runtime_error(file.string() + ": what is this line? " + line);
    }
  }
  return reasons;
}

namespace {

/// One address that only one of us shows, for a reason, moves the numbers of all that follow: once
/// lines differ otherwise, the numbers tell nothing.
Lines without_address_numbers(const Lines& lines) {
  static const std::regex number("ADDRESS\\d+");
  Lines all;
  for (const auto& line : lines) {
    const bool has = line.find("ADDRESS") != std::string::npos;
    all.push_back(has ? std::regex_replace(line, number, "ADDRESS") : line);
  }
  return all;
}

std::string explain_all(const Lines& theirs, const Lines& ours, std::vector<Reason>& reasons) {
  std::string found;
  for (const Hunk& hunk : hunks(theirs, ours)) explain(hunk, reasons, found);
  return found;
}

std::string thread_differences(const Lines& theirs, const Lines& ours,
                               std::vector<Reason>& reasons) {
  if (theirs == ours) return {};
  const Lines their = without_address_numbers(theirs);
  const Lines our = without_address_numbers(ours);
  if (their == our) return explain_all(theirs, ours, reasons);
  return explain_all(their, our, reasons);
}

}  // namespace

std::string differences(const Normalised& theirs, const Normalised& ours,
                        std::vector<Reason>& reasons) {
  std::string out;
  Normalised all = theirs;
  all.insert(ours.begin(), ours.end());
  const auto lines_of = [](const Normalised& traces, const std::string& thread) {
    const auto found = traces.find(thread);
    return found == traces.end() ? Lines{} : found->second;
  };
  for (const auto& [thread, ignored] : all) {
    const std::string found =
        thread_differences(lines_of(theirs, thread), lines_of(ours, thread), reasons);
    if (!found.empty()) out += "thread " + thread + ":\n" + found;
  }
  return out;
}
