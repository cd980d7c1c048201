#include "repl/lesson/checking/report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "repl/lesson/checking/junit.hpp"

namespace spyglass {

namespace {

class TextReport : public CheckReport {
 public:
  explicit TextReport(Output& out) : out_(out) {}

  void add(const Finding& finding) override {
    if (finding.lesson != lesson_) out_.line(finding.lesson, Tone::strong);
    lesson_ = finding.lesson;
    ++(finding.ok ? passed_ : failed_);
    if (finding.skipped) {
      // In the form that suites tell it (scripts/count-results).
      out_.line(fmt::format("SKIPPED: {}: {}", finding.lesson, finding.message));
      return;
    }
    const char* mark = finding.ok ? "  ok    " : finding.flaky ? "  FLAKY " : "  FAIL  ";
    const std::string place =
        finding.seed_prefix() +
        (finding.step.empty() ? finding.what : finding.step + ": " + finding.what);
    out_.line({{mark, finding.ok ? Tone::good : Tone::bad},
               {place + (finding.ok ? "" : ": " + finding.message)}});
  }

  void finish() override { out_.line(fmt::format("{} passed, {} failed", passed_, failed_)); }

 private:
  Output& out_;
  std::string lesson_;
  std::size_t passed_ = 0;
  std::size_t failed_ = 0;
};

class JsonReport : public CheckReport {
 public:
  explicit JsonReport(Output& out) : out_(out) {}

  void add(const Finding& finding) override {
    list_.push_back({{"lesson", finding.lesson},
                     {"step", finding.step},
                     {"what", finding.what},
                     {"seed", finding.seed ? nlohmann::json(*finding.seed) : nlohmann::json()},
                     {"ok", finding.ok},
                     {"skipped", finding.skipped},
                     {"flaky", finding.flaky},
                     {"message", finding.message}});
  }

  void finish() override {
    // What a program printed may be in a message, and need not be UTF-8.
    out_.line(list_.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  }

 private:
  Output& out_;
  nlohmann::json list_ = nlohmann::json::array();
};

class JunitReport : public CheckReport {
 public:
  explicit JunitReport(Output& out) : out_(out) {}

  void add(const Finding& finding) override { findings_.push_back(finding); }
  void finish() override { out_.line(junit_document(findings_)); }

 private:
  Output& out_;
  std::vector<Finding> findings_;
};

}  // namespace

std::unique_ptr<CheckReport> make_report(ReportForm form, Output& out) {
  switch (form) {
    case ReportForm::text: return std::make_unique<TextReport>(out);
    case ReportForm::json: return std::make_unique<JsonReport>(out);
    case ReportForm::junit: break;
  }
  return std::make_unique<JunitReport>(out);
}

}  // namespace spyglass
