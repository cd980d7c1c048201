#include "repl/trace/filter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>

#include "core/base/nearest.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass {

namespace {

bool takes(const Row& row, const Kind& kind) {
  const auto arguments = row.argument_list();
  return std::any_of(arguments.begin(), arguments.end(),
                     [&](const Argument& argument) { return argument.kind == &kind; });
}

bool takes_path(const Row& row) { return takes(row, kinds::path); }

bool takes_descriptor(const Row& row) {
  return takes(row, kinds::fd) || takes(row, kinds::directory_fd) ||
         row.returns == Returns::descriptor;
}

template <Group group>
bool is_of(const Row& row) {
  return row.group == group;
}

struct CallClass {
  std::string_view name;
  bool (*has)(const Row&);
};
constexpr std::array classes = {
    CallClass{"file", takes_path},
    CallClass{"desc", takes_descriptor},
    CallClass{"memory", is_of<Group::memory>},
    CallClass{"process", is_of<Group::processes>},
    CallClass{"signal", is_of<Group::signals>},
    CallClass{"network", is_of<Group::sockets>},
    CallClass{"ipc", is_of<Group::ipc>},
};

template <class Wanted>
std::vector<std::string> names_where(Wanted wanted) {
  std::vector<std::string> names;
  for (const auto family : row_families()) {
    for (const Row& row : family) {
      if (wanted(row)) names.emplace_back(row.name);
    }
  }
  return names;
}

Result<std::vector<std::string>> names_of_class(std::string_view word) {
  std::vector<std::string_view> known;
  for (const CallClass& one : classes) {
    if (one.name == word) return names_where(one.has);
    known.push_back(one.name);
  }
  return bad_input(
      fmt::format("there is no class of calls %{}{}", word, did_you_mean(word, known)));
}

Result<std::vector<std::string>> names_that_match(const std::string& pattern) {
  try {
    const std::regex expression(pattern, std::regex::extended);
    return names_where([&](const Row& row) {
      return std::regex_search(row.name.begin(), row.name.end(), expression);
    });
  } catch (const std::regex_error&) {
    return bad_input(fmt::format("/{} is no regular expression", pattern));
  }
}

}  // namespace

Result<void> CallFilter::add(const std::string& word) {
  if (word == "all") {
    all_ = true;
    return {};
  }
  if (word == "none") return {};
  Result<std::vector<std::string>> found = std::vector<std::string>{word};
  if (word.starts_with('%')) {
    found = names_of_class(word.substr(1));
  } else if (word.starts_with('/')) {
    found = names_that_match(word.substr(1));
  } else if (word.starts_with('?')) {
    found = std::vector<std::string>{word.substr(1)};
  } else if (!call_exists(word)) {
    return bad_input(
        fmt::format("there is no system call `{}`{}", word, did_you_mean(word, row_names())));
  }
  if (!found) return tl::make_unexpected(found.error());
  names_.insert(found->begin(), found->end());
  return {};
}

Result<CallFilter> CallFilter::parse(std::string_view expression) {
  CallFilter filter;
  filter.all_ = false;
  if (expression.starts_with('!')) {
    filter.turned_ = true;
    expression.remove_prefix(1);
  }
  while (!expression.empty()) {
    const std::size_t end = std::min(expression.find(','), expression.size());
    if (auto added = filter.add(std::string(expression.substr(0, end))); !added) {
      return tl::make_unexpected(added.error());
    }
    expression.remove_prefix(std::min(end + 1, expression.size()));
  }
  return filter;
}

}  // namespace spyglass
