#include "repl/lesson/progress.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "core/base/free_name.hpp"
#include "core/base/read_text.hpp"
#include "core/base/unique_fd.hpp"
#include "repl/resources.hpp"

namespace spyglass {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int version = 1;

json to_json(const Progress::LessonRecord& record) {
  json steps = json::object();
  for (const auto& [id, step] : record.steps) {
    steps[id] = {{"done", step.done}, {"hints", step.hints}};
    if (!step.content.empty()) steps[id]["content"] = step.content;
  }
  json object = {{"steps", std::move(steps)}, {"at", record.at}};
  if (record.seed) object["seed"] = *record.seed;
  if (record.played) object["played"] = *record.played;
  if (record.last) object["last"] = *record.last;
  for (const Progress::Clue& clue : record.clues) {
    object["clues"].push_back({{"seed", clue.seed}, {"text", clue.text}});
  }
  return object;
}

/// More hints than any step has: their sum stays a number.
constexpr int most_hints = 1000;

/// The library makes any number out of any other, 2e37 included.
template <class Integer>
Integer whole_number(const json& value, Integer most = std::numeric_limits<Integer>::max()) {
  const bool fits =
      value.is_number_unsigned() && std::cmp_less_equal(value.get<json::number_unsigned_t>(), most);
  if (!fits) throw std::out_of_range("a number that is none, or too large");
  return value.get<Integer>();
}

Progress::LessonRecord from_json(const json& object) {
  Progress::LessonRecord record;
  record.at = object.value("at", "");
  for (const auto& [id, step] : object.at("steps").items()) {
    record.steps[id] = {step.value("done", false), 0, step.value("content", "")};
    if (step.contains("hints")) record.steps[id].hints = whole_number(step["hints"], most_hints);
  }
  if (object.contains("seed")) record.seed = whole_number<std::uint64_t>(object["seed"]);
  if (object.contains("played")) {
    record.played = whole_number<std::uint64_t>(object["played"]);
  }
  if (object.contains("last")) record.last = whole_number<std::uint64_t>(object["last"]);
  for (const json& clue : object.value("clues", json::array())) {
    record.clues.push_back(
        {whole_number<std::uint64_t>(clue.at("seed")), clue.at("text").get<std::string>()});
  }
  return record;
}

Result<void> write_whole(const fs::path& file, const std::string& text) {
  const UniqueFd fd(open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!fd) return fail_errno(fmt::format("cannot make {}", file.string()), errno);
  const ssize_t count = write(fd.get(), text.data(), text.size());
  if (count != static_cast<ssize_t>(text.size())) {
    return fail_errno(fmt::format("cannot write {}", file.string()), count < 0 ? errno : ENOSPC);
  }
  if (fsync(fd.get()) != 0) return fail_errno(fmt::format("cannot write {}", file.string()), errno);
  return {};
}

/// Waits for the other tools that change a file of this folder; a change takes them milliseconds.
Result<UniqueFd> lock(const fs::path& folder) {
  constexpr int tries = 200;
  constexpr timespec pause{.tv_sec = 0, .tv_nsec = 10'000'000};
  UniqueFd fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return fail_errno("cannot open the folder " + folder.string(), errno);
  for (int i = 0; i < tries; ++i) {
    if (flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return fd;
    // A file system without locks is no reason to keep nothing.
    if (errno != EWOULDBLOCK && errno != EINTR) return fd;
    nanosleep(&pause, nullptr);
  }
  return fail(fmt::format("another program holds the folder {} locked", folder.string()));
}

/// Nothing is wrong with the file: it could be read at another time.
bool will_pass(const Error& error) {
  switch (error.number.value()) {
    case EINTR:
    case EIO:
    case EMFILE:
    case ENFILE:
    case ENOMEM: return true;
    default: return false;
  }
}

tl::unexpected<Error> not_saved(const Error& why) {
  return fail(fmt::format("Your progress is not being saved: {}. The lesson goes on all the same.",
                          why.message),
              why.number);
}

}  // namespace

fs::path progress_file() { return user_folders::state() / "progress.json"; }

bool Progress::LessonRecord::done(const std::string& step) const {
  const auto found = steps.find(step);
  return found != steps.end() && found->second.done;
}

int Progress::LessonRecord::hints() const {
  return std::accumulate(steps.begin(), steps.end(), 0,
                         [](int sum, const auto& step) { return sum + step.second.hints; });
}

bool Progress::LessonRecord::changed(const std::string& step, const std::string& content) const {
  if (!done(step)) return false;
  const std::string& before = steps.at(step).content;
  return !before.empty() && before != content;
}

const Progress::LessonRecord& Progress::lesson(const std::string& name) const {
  static const LessonRecord none;
  const auto found = kept_.lessons.find(name);
  return found == kept_.lessons.end() ? none : found->second;
}

Result<Progress::Kept> Progress::parse(const std::string& text) {
  try {
    const json root = json::parse(text);
    const int found = whole_number<int>(root.at("version"));
    if (found != version) {
      return fail(
          fmt::format("it has version {}, and this spyglass knows version {}", found, version));
    }
    Kept kept{.lessons = {}, .learner = root.value("learner", "")};
    for (const auto& [name, object] : root.at("lessons").items()) {
      kept.lessons[name] = from_json(object);
    }
    return kept;
  } catch (const json::exception&) {
    return fail("it is damaged");
  } catch (const std::out_of_range&) {
    return fail("it is damaged");
  }
}

Result<std::optional<Progress::Kept>> Progress::read() const {
  std::error_code unknown;
  if (fs::symlink_status(file_, unknown).type() == fs::file_type::not_found) return std::nullopt;
  const auto text = read_text(file_);
  if (!text && will_pass(text.error())) return tl::make_unexpected(text.error());
  if (!text) return fail("it cannot be read");
  return parse(*text).map([](Kept&& kept) { return std::optional(std::move(kept)); });
}

Result<void> Progress::load() {
  kept_ = {};
  if (file_.empty()) return {};
  auto found = read();
  if (!found && will_pass(found.error())) return not_saved(found.error());
  if (!found) return set_aside(found.error().message);
  if (*found) kept_ = std::move(**found);
  return {};
}

Result<void> Progress::set_aside(const std::string& why) const {
  const fs::path kept = free_name(file_, "kept");
  std::error_code error;
  fs::rename(file_, kept, error);
  if (error) {
    return fail(
        fmt::format("the progress file {} cannot be used ({}) and not be moved out of the "
                    "way either ({})",
                    file_.string(), why, error.message()));
  }
  return fail(
      fmt::format("the progress file cannot be used ({}); it is kept as {}, and a new one "
                  "begins",
                  why, kept.string()));
}

Result<void> Progress::change(const std::function<void(Records&)>& what) {
  return change_kept([&](Kept& kept) { what(kept.lessons); });
}

Result<void> Progress::set_learner(const std::string& name) {
  return change_kept([&](Kept& kept) { kept.learner = name; });
}

Result<void> Progress::change_kept(const std::function<void(Kept&)>& what) {
  if (file_.empty()) {
    what(kept_);
    return {};
  }
  std::error_code error;
  fs::create_directories(file_.parent_path(), error);
  const auto locked = error ? fail(fmt::format("cannot make the folder {}: {}",
                                               file_.parent_path().string(), error.message()))
                            : lock(file_.parent_path());
  if (!locked) {
    what(kept_);
    return not_saved(locked.error());
  }
  // Somebody may have taken the file away meanwhile; then what we know is all there is.
  auto found = read();
  Result<void> aside;
  if (!found && will_pass(found.error())) {
    what(kept_);
    return not_saved(found.error());
  }
  if (!found) {
    aside = set_aside(found.error().message);
    if (fs::exists(fs::symlink_status(file_, error))) {
      // It stands in the way still, and must not be overwritten.
      what(kept_);
      return aside;
    }
  }
  if (found && *found) kept_ = std::move(**found);
  what(kept_);
  if (auto written = write(); !written) return not_saved(written.error());
  return aside;
}

Result<std::optional<fs::path>> Progress::back_up() const {
  std::error_code error;
  if (file_.empty() || !fs::exists(file_, error)) return std::nullopt;
  const fs::path copy = free_name(file_, "before-reset");
  fs::copy_file(file_, copy, error);
  if (error) {
    return fail(
        fmt::format("cannot copy the progress file to {}: {}", copy.string(), error.message()));
  }
  return copy;
}

Result<void> Progress::write() const {
  json lessons = json::object();
  for (const auto& [name, record] : kept_.lessons) lessons[name] = to_json(record);
  json root = {{"version", version}, {"lessons", std::move(lessons)}};
  if (!kept_.learner.empty()) root["learner"] = kept_.learner;
  // A clue may hold what is no UTF-8.
  const std::string text = root.dump(2, ' ', false, json::error_handler_t::replace);
  const fs::path fresh = fmt::format("{}.{}.new", file_.string(), getpid());
  auto written = write_whole(fresh, text + "\n");
  if (written && rename(fresh.c_str(), file_.c_str()) != 0) {
    written = fail_errno(fmt::format("cannot replace {}", file_.string()), errno);
  }
  std::error_code ignored;
  if (!written) fs::remove(fresh, ignored);
  return written;
}

}  // namespace spyglass
