#include "lang/base/render.hpp"

#include <algorithm>
#include <span>

#include "lang/base/excerpt.hpp"
#include "lang/base/fold_trace.hpp"
#include "lang/base/visible.hpp"

namespace hm {

namespace {

bool is_user(const SourceMap& sources, const IsUserFile& predicate, Pos pos) {
  const SourceFile* file = sources.find(pos);
  return file && (!predicate || predicate(*file));
}

std::string_view severity_word(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Note:
      return "note";
  }
  return "error";
}

class Renderer {
 public:
  Renderer(const Diagnostic& d, const SourceMap& sources, const RenderOptions& options)
      : d_(d),
        sources_(sources),
        options_(options),
        p_(options.colour ? Palette::terminal() : Palette::none()) {
    accent_ = d.severity == Severity::Error     ? p_.error
              : d.severity == Severity::Warning ? p_.warning
                                                : p_.note;
  }

  std::string run() {
    first_lines();
    std::vector<Group> groups = grouped_marks();
    std::uint32_t last_line = 1;
    for (const Group& group : groups) {
      for (const Mark& mark : group.marks)
        last_line = std::max(last_line, sources_.locate(mark.span.begin).line);
    }
    gutter_ = static_cast<unsigned>(std::to_string(last_line).size());
    for (std::size_t i = 0; i < groups.size(); ++i) excerpt(groups[i], i == 0 ? "-->" : ":::");
    for (const std::string& note : d_.notes) remark("note", p_.note, note);
    if (!d_.hint.empty()) remark("hint", p_.hint, d_.hint);
    trace();
    return std::move(out_);
  }

 private:
  struct Group {
    const SourceFile* file;
    std::vector<Mark> marks;  // the first decides the place that is named
  };

  void first_lines() {
    std::string message = visible_message(d_.message);
    message.erase(message.find_last_not_of(" \n") + 1);
    out_ += fmt::format("{}{}:{} {}", accent_, severity_word(d_.severity), p_.reset, message);
    // The spelling of a command line needs no page that explains it.
    if (info(d_.code).blame != Blame::Usage)
      out_ += fmt::format(" {}[{}]{}", p_.faint, info(d_.code).slug, p_.reset);
    out_ += '\n';
  }

  std::vector<Group> grouped_marks() const {
    std::vector<Group> groups;
    const auto add = [&](Mark mark) {
      const SourceFile* file = sources_.find(mark.span.begin);
      if (!file) return;
      auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.file == file; });
      if (group == groups.end()) group = groups.insert(groups.end(), {file, {}});
      group->marks.push_back(std::move(mark));
    };
    const Span primary = primary_place(d_, sources_, options_.is_user_file);
    const bool from_trace = primary && (d_.labels.empty() || d_.labels[0].span.begin != primary.begin);
    if (from_trace) add({primary, frame_text_at(primary.begin), true});
    for (std::size_t i = 0; i < d_.labels.size(); ++i) {
      if (wants_label(d_.labels[i], of_user(primary.begin)))
        add({d_.labels[i].span, d_.labels[i].text, i == 0});
    }
    return groups;
  }

  bool of_user(Pos pos) const { return is_user(sources_, options_.is_user_file, pos); }

  // A library throws its message on purpose.
  bool speaks_for_itself() const { return d_.code == Code::Thrown || d_.code == Code::OptionDefinition; }

  // The insides of a library are shown where nothing else is, or all is asked for; never where a library
  // throws its message on purpose or says in its own words what it was doing.
  bool wants_label(const Label& label, bool has_user_place) const {
    if (options_.show_trace || of_user(label.span.begin)) return true;
    if (has_user_place || speaks_for_itself()) return false;
    return std::none_of(d_.trace.begin(), d_.trace.end(), [](const TraceFrame& frame) {
      return frame.kind == TraceFrame::Kind::Context && frame.pos != kNoPos;
    });
  }

  std::string frame_text_at(Pos pos) const {
    for (const TraceFrame& frame : d_.trace) {
      if (frame.pos == pos) return frame.text;
    }
    return {};
  }

  std::string place(Pos pos) const {
    const LineColumn at = sources_.locate(pos);
    return fmt::format("{}:{}:{}", visible(sources_.find(pos)->name), at.line, at.column);
  }

  void excerpt(const Group& group, std::string_view arrow) {
    out_ += fmt::format("{}{:>{}}{} {}\n", p_.frame, arrow, gutter_ + 4, p_.reset,
                        place(group.marks[0].span.begin));
    append_excerpt(out_, sources_, group.marks, {p_, accent_, gutter_, options_.width});
  }

  void remark(std::string_view kind, std::string_view colour, std::string_view text) {
    const std::string indent(gutter_ + 2, ' ');
    std::string body = visible_message(text);
    const std::string below = "\n" + indent + std::string(kind.size() + 4, ' ');
    for (std::size_t at = 0; (at = body.find('\n', at)) != std::string::npos; at += below.size()) {
      body.replace(at, 1, below);
    }
    out_ += fmt::format("{}{}={} {}{}{}: {}\n", indent, p_.frame, p_.reset, colour, kind, p_.reset, body);
  }

  // The frames that are shown unless all are asked for: of a cycle, only what lies on it.
  FoldedTrace folded_trace(std::vector<TraceFrame>& telling) const {
    if (options_.show_trace) return whole_trace(d_.trace);
    const std::size_t looked_at = d_.cycle > 0 ? d_.cycle : d_.trace.size();
    for (const TraceFrame& frame : std::span(d_.trace).first(looked_at)) {
      if (!says_nothing_new(frame)) telling.push_back(frame);
    }
    FoldedTrace folded =
        fold_trace(telling, [&](const TraceFrame& frame) { return of_user(frame.pos); },
                   {.library_alone = !speaks_for_itself() && (d_.labels.empty() || !of_user(d_.labels[0].span.begin))});
    folded.hidden += d_.trace.size() - looked_at;
    return folded;
  }

  // "while calling the 'throw' builtin", at the very place that is shown above it.
  bool says_nothing_new(const TraceFrame& frame) const {
    return frame.kind == TraceFrame::Kind::Builtin && !d_.labels.empty() &&
           frame.pos == d_.labels[0].span.begin;
  }

  void trace() {
    std::vector<TraceFrame> telling;  // what `folded` points to
    const FoldedTrace folded = folded_trace(telling);
    const std::string indent(gutter_ + 2, ' ');
    for (const FoldedFrame& folded_frame : folded.frames) {
      out_ += indent;
      if (folded_frame.frame) {
        frame(*folded_frame.frame, indent);
      } else {
        out_ +=
            fmt::format("{}… (the {} above: {} more {}){}\n", p_.faint,
                        folded_frame.period == 1 ? "frame" : fmt::format("{} frames", folded_frame.period),
                        folded_frame.repeats, folded_frame.repeats == 1 ? "time" : "times", p_.reset);
      }
    }
    // How a file was reached does not matter to what is wrong in its text.
    const bool is_of_the_text =
        d_.code == Code::Syntax || d_.code == Code::UndefinedVariable || d_.code == Code::DuplicateAttribute;
    if (folded.hidden > 0 && !(folded.frames.empty() && is_of_the_text)) {
      out_ += fmt::format("{}{}… and {} more {} (--show-trace shows them){}\n", indent, p_.faint,
                          folded.hidden, folded.hidden == 1 ? "frame" : "frames", p_.reset);
    }
  }

  void frame(const TraceFrame& frame, const std::string& indent) {
    std::string text = visible_message(frame.text);
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += indent.size() + 3) {
      text.replace(at, 1, "\n" + indent + "  ");
    }
    out_ += "… " + text;
    const bool names_its_place = frame.kind == TraceFrame::Kind::Derivation && text.ends_with(')');
    if (!names_its_place && sources_.find(frame.pos) && (options_.show_trace || of_user(frame.pos)))
      out_ += fmt::format("{}, at {}{}", p_.faint, place(frame.pos), p_.reset);
    out_ += '\n';
  }

  const Diagnostic& d_;
  const SourceMap& sources_;
  const RenderOptions& options_;
  Palette p_;
  std::string_view accent_;
  unsigned gutter_ = 1;
  std::string out_;
};

}  // namespace

std::string render(const Diagnostic& diagnostic, const SourceMap& sources, const RenderOptions& options) {
  return Renderer(diagnostic, sources, options).run();
}

Span primary_place(const Diagnostic& diagnostic, const SourceMap& sources, const IsUserFile& is_user_file) {
  const Span first = diagnostic.labels.empty() ? Span{} : diagnostic.labels[0].span;
  if (is_user(sources, is_user_file, first.begin)) return first;
  for (const TraceFrame& frame : diagnostic.trace) {
    if (is_user(sources, is_user_file, frame.pos)) return {frame.pos, frame.pos};
  }
  return first;
}

}  // namespace hm
