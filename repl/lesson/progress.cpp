#include "repl/lesson/progress.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/unique_fd.hpp"

namespace spyglass {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int version = 1;

json to_json(const Progress::LessonRecord& record) {
  json steps = json::object();
  for (const auto& [id, step] : record.steps) {
    steps[id] = {{"done", step.done}, {"hints", step.hints}};
  }
  json object = {{"steps", std::move(steps)}, {"at", record.at}};
  if (record.seed) object["seed"] = *record.seed;
  for (const Progress::Clue& clue : record.clues) {
    object["clues"].push_back({{"seed", clue.seed}, {"text", clue.text}});
  }
  return object;
}

Progress::LessonRecord from_json(const json& object) {
  Progress::LessonRecord record;
  record.at = object.value("at", "");
  for (const auto& [id, step] : object.at("steps").items()) {
    record.steps[id] = {step.value("done", false), step.value("hints", 0)};
  }
  if (object.contains("seed")) record.seed = object["seed"].get<std::uint64_t>();
  for (const json& clue : object.value("clues", json::array())) {
    record.clues.push_back(
        {clue.at("seed").get<std::uint64_t>(), clue.at("text").get<std::string>()});
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

}  // namespace

const Progress::LessonRecord* Progress::find(const std::string& name) const {
  const auto found = lessons_.find(name);
  return found == lessons_.end() ? nullptr : &found->second;
}

Result<void> Progress::load() {
  lessons_.clear();
  std::error_code unknown;
  if (fs::symlink_status(file_, unknown).type() == fs::file_type::not_found) return {};
  std::ifstream stream(file_, std::ios::binary);
  if (!stream) return set_aside("it cannot be read");
  std::ostringstream text;
  text << stream.rdbuf();
  try {
    const json root = json::parse(text.str());
    const int found = root.at("version").get<int>();
    if (found != version) {
      return set_aside(
          fmt::format("it has version {}, and this spyglass knows version {}", found, version));
    }
    for (const auto& [name, object] : root.at("lessons").items())
      lessons_[name] = from_json(object);
  } catch (const json::exception&) {
    lessons_.clear();
    return set_aside("it is damaged");
  }
  return {};
}

Result<void> Progress::set_aside(const std::string& why) {
  fs::path kept = file_;
  for (int number = 1;; ++number) {
    kept = fs::path(fmt::format("{}.kept-{}", file_.string(), number));
    std::error_code ignored;
    if (!fs::exists(kept, ignored)) break;
  }
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

Result<void> Progress::save() const {
  json lessons = json::object();
  for (const auto& [name, record] : lessons_) lessons[name] = to_json(record);
  const json root = {{"version", version}, {"lessons", std::move(lessons)}};
  // A clue may hold what is no UTF-8.
  const std::string text = root.dump(2, ' ', false, json::error_handler_t::replace);
  std::error_code error;
  fs::create_directories(file_.parent_path(), error);
  if (error) {
    return fail(fmt::format("cannot make the folder {}: {}", file_.parent_path().string(),
                            error.message()));
  }
  const fs::path fresh = fmt::format("{}.{}.new", file_.string(), getpid());
  auto written = write_whole(fresh, text + "\n");
  if (written && rename(fresh.c_str(), file_.c_str()) != 0) {
    written = fail_errno(fmt::format("cannot replace {}", file_.string()), errno);
  }
  if (!written) fs::remove(fresh, error);
  return written;
}

}  // namespace spyglass
