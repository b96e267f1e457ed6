//! How much a skill is asked for.

use std::sync::Arc;

use async_graphql::{Context, ContextSelectionSet, Object, Result, parser::types::Field};

use super::{
    background::background,
    co_occurrence::{CoOccurrence, CoOccurrenceOrder, TOGETHER, together},
    demand::Market,
    error::{invalid, missing},
    growth::{Baseline, GrowthResult, compared},
    loader::{Loaders, MonthsOf, Sample, SkillId, StrataOf, load},
    nullable::Nullable,
    page::count,
    pay::{self, PayQuestion, PayResult},
    plain::{Flat, Json, Plain},
    posting::Posting,
    premium::{self, PremiumResult},
    share::Share,
    skill::Skill,
    trend::{TrendPoint, trend},
};
use crate::demand::{
    count::{SkillCount, SkillTable},
    interval::Proportion,
    significance,
};

/// How many postings a sample holds when nobody says.
const SAMPLE: i32 = 3;

/// How many postings a sample may hold.
const MAX_SAMPLE: i32 = 10;

/// How much one skill is asked for in one market.
pub(crate) type SkillDemand = Flat<Figures>;

/// How much one skill is asked for in one market.
#[derive(Clone)]
pub(crate) struct Figures {
    market: Arc<Market>,
    skill: i32,
    share: Proportion,
    rank: usize,
    required: i64,
    nice: i64,
    unspecified: i64,
}

impl SkillDemand {
    /// What the postings of a market say about a skill; none where there are no postings.
    pub(crate) fn new(market: &Arc<Market>, table: &SkillTable, skill: i32) -> Option<Self> {
        let row = table.row(skill);
        let naming = row.map_or(0, |row| row.naming);
        Some(Flat(Figures {
            market: Arc::clone(market),
            skill,
            share: Proportion::new(naming, market.totals.postings)?,
            rank: table.rank(naming),
            required: row.map_or(0, |row| row.required),
            nice: row.map_or(0, |row| row.nice),
            unspecified: row.map_or(0, SkillCount::unspecified),
        }))
    }

    /// The share of the postings that name it.
    pub(crate) fn share_value(&self) -> f64 {
        self.0.share.value()
    }
}

impl Plain for Figures {
    fn field(&self, ctx: &ContextSelectionSet<'_>, field: &Field, json: &mut Json) -> Option<()> {
        let selection = &field.selection_set.node;
        match field.name.node.as_str() {
            "skill" => {
                let skill = ctx.data_opt::<Loaders>()?.held(&SkillId(self.skill))?;
                json.object(ctx, &Skill(skill), selection)
            }
            "rank" => json.put(count(self.rank)),
            "share" => json.object(ctx, &Share::from(self.share), selection),
            _ => None,
        }
    }
}

impl Figures {
    fn of_those_naming_it(&self, postings: i64) -> Option<Share> {
        let part = Proportion::of_at_least(postings, self.share.numerator, self.market.minimum);
        part.map(Share::from)
    }
}

/// How much one skill is asked for in one market.
#[Object(name = "SkillDemand")]
impl Figures {
    /// The skill that is asked for.
    async fn skill(&self, ctx: &Context<'_>) -> Result<Skill> {
        let skill = load(ctx, SkillId(self.skill)).await?;
        Ok(Skill(skill.ok_or_else(|| {
            missing("a posting names a skill that is not stored")
        })?))
    }

    /// Its rank by share among all skills, from 1; skills named equally often share a rank.
    async fn rank(&self) -> i32 {
        count(self.rank)
    }

    /// The postings that name it among all postings of the market.
    async fn share(&self) -> Share {
        self.share.into()
    }

    /// The postings that require it among those that name it; null where fewer than the minimum name it.
    async fn required(&self) -> Option<Share> {
        self.of_those_naming_it(self.required)
    }

    /// The postings that merely welcome it among those that name it; null where fewer than the minimum name it.
    async fn nice(&self) -> Option<Share> {
        self.of_those_naming_it(self.nice)
    }

    /// The postings that name it without saying how much it matters among those that name it; null where fewer than the
    /// minimum name it. Together with required and nice it is all of them.
    async fn unspecified(&self) -> Option<Share> {
        self.of_those_naming_it(self.unspecified)
    }

    /// How much it distinguishes these postings from all postings of the same period (JLH): (f − b) · f ÷ b for its share f
    /// here and b there; negative where it is rarer here, null where nobody names it.
    async fn significance(&self, ctx: &Context<'_>) -> Nullable<f64> {
        async {
            let background = background(ctx, &self.market).await?;
            let there = background.share(self.skill);
            Ok(there.and_then(|there| significance::score(self.share, there)))
        }
        .await
        .into()
    }

    /// Its share month by month over the period; over the 12 complete months to the end of the latest complete quarter where
    /// no period was given.
    async fn trend(&self, ctx: &Context<'_>) -> Result<Vec<TrendPoint>> {
        let key = MonthsOf {
            population: Arc::clone(&self.market.population),
            period: self.market.question.period,
            skill: self.skill,
        };
        trend(ctx, key).await
    }

    /// The newest postings that name it.
    async fn sample(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from 0 to 10.", default_with = "Some(SAMPLE)")] first: Option<
            i32,
        >,
    ) -> Result<Vec<Posting>> {
        let first = first.unwrap_or(SAMPLE);
        if !(0..=MAX_SAMPLE).contains(&first) {
            return Err(invalid(format!(
                "first must be from 0 to {MAX_SAMPLE}, not {first}"
            )));
        }
        let key = Sample {
            population: Arc::clone(&self.market.population),
            limit: i64::from(first),
            skill: self.skill,
        };
        let postings = load(ctx, key).await?.unwrap_or_default();
        Ok(postings.into_iter().map(Posting).collect())
    }

    /// How much its share has changed since an earlier period of the same kind, over the panel: the sources that were observed
    /// throughout both periods, so that sources which came or went are not read as growth.
    async fn growth(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What the period is compared with.",
            default_with = "Some(Baseline::YearBefore)"
        )]
        against: Option<Baseline>,
    ) -> Nullable<GrowthResult> {
        async {
            let compared = compared(ctx, &self.market, against.unwrap_or_default()).await?;
            GrowthResult::of(compared, self.skill).map(Some)
        }
        .await
        .into()
    }

    /// How many ranks it has climbed since the earlier period, both ranks over the panel; negative where it fell, null where
    /// growth is withheld and where neither period names it.
    async fn rank_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What the period is compared with.",
            default_with = "Some(Baseline::YearBefore)"
        )]
        against: Option<Baseline>,
    ) -> Nullable<i32> {
        async {
            let compared = compared(ctx, &self.market, against.unwrap_or_default()).await?;
            let change = compared
                .ok()
                .and_then(|found| found.sides.rank_change(self.skill));
            Ok(change.map(count))
        }
        .await
        .into()
    }

    /// The skills that postings name beside it, those left out that fewer than the minimum name beside it.
    async fn together(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What comes first.",
            default_with = "Some(CoOccurrenceOrder::Both)"
        )]
        order_by: Option<CoOccurrenceOrder>,
        #[graphql(desc = "How many.", default_with = "Some(TOGETHER)")] first: Option<i32>,
    ) -> Result<Vec<CoOccurrence>> {
        let order = order_by.unwrap_or_default();
        let first = first.unwrap_or(TOGETHER);
        together(ctx, &self.market, self.skill, order, first).await
    }

    /// What the postings that name it pay in a year, as far as they say.
    async fn pay(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The currency's code; the one that most postings of the market are paid in where it is left out."
        )]
        currency: Option<String>,
        #[graphql(
            desc = "Whether pay in other currencies is converted at the rate of the posting's month, or left out.",
            default_with = "Some(false)"
        )]
        convert: Option<bool>,
    ) -> Nullable<PayResult> {
        let question = PayQuestion {
            population: Arc::clone(&self.market.population),
            skill: Some(self.skill),
            postings: self.share.numerator,
            currency,
            convert: convert.unwrap_or(false),
        };
        pay::pay(ctx, question).await.into()
    }

    /// How many times the pay of like postings without it the pay with it is.
    async fn premium(&self, ctx: &Context<'_>) -> Nullable<PremiumResult> {
        let key = StrataOf {
            population: Arc::clone(&self.market.population),
            skill: self.skill,
        };
        premium::premium(ctx, key, self.market.minimum).await.into()
    }
}
