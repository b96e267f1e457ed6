use super::*;

fn text(metrics: &Metrics) -> String {
    let mut exposition = Exposition::default();
    metrics.expose(&mut exposition);
    exposition.text().unwrap()
}

#[test]
fn what_is_counted_is_exposed_with_its_labels() {
    let metrics = Metrics::new(DateTime::default());
    let took = Duration::from_micros(57);
    metrics.answered(Transport::Http, Kind::Mutation, Outcome::Failed, took);
    metrics.failed("INTERNAL");
    metrics.limited("depth");
    drop(metrics.watch(Statistic::Strata, Answerer::Statements));
    let text = text(&metrics);
    for line in [
        "# TYPE waymark_graphql_requests_total counter",
        "waymark_graphql_requests_total{transport=\"http\",kind=\"mutation\",outcome=\"failed\"} 1",
        "waymark_graphql_request_duration_seconds_bucket{transport=\"http\",kind=\"mutation\",outcome=\"failed\",le=\"0.0001\"} 1",
        "waymark_graphql_requests_total{transport=\"http\",kind=\"query\",outcome=\"answered\"} 0",
        "waymark_errors_total{code=\"INTERNAL\"} 1",
        "waymark_limits_hit_total{limit=\"depth\"} 1",
        "waymark_statistic_duration_seconds_count{statistic=\"strata\",engine=\"statements\"} 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
}

#[test]
fn servers_do_not_mix() {
    let [one, other] = [(), ()].map(|()| Metrics::new(DateTime::default()));
    one.failed("INTERNAL");
    assert!(text(&one).contains("waymark_errors_total"));
    assert!(!text(&other).contains("waymark_errors_total"));
}

#[test]
fn a_subscription_counts_while_it_lasts() {
    let metrics = Metrics::new(DateTime::default());
    let open =
        |expected: &str| text(&metrics).contains(&format!("\nwaymark_subscriptions {expected}\n"));
    let both = [metrics.subscribed(), metrics.subscribed()];
    assert!(open("2"));
    drop(both);
    assert!(open("0"));
}

#[cfg(target_os = "linux")]
#[test]
fn the_process_is_known() {
    let text = text(&Metrics::new(DateTime::default()));
    for name in [
        "process_resident_memory_bytes",
        "process_open_fds",
        "process_max_fds",
        "process_start_time_seconds",
        "waymark_build_info{version=\"",
    ] {
        assert!(text.contains(&format!("\n{name}")), "{name}\n{text}");
    }
}
