-- The middle of both ends of a stated pay, or the only one, for a year of full-time work in whole units of its currency, a half
-- being rounded up; null where no amount or no period is stated, and where a year's pay would be below 1 or beyond 10^15.
-- `entity::pay::annual` says the same. Twice the middle is rounded down first: a division would round a second time.
-- Both are plain expressions, so that Postgres puts them in place of the call.
create function annual_middle(low numeric, high numeric, period smallint) returns numeric
    language sql immutable parallel safe
    return floor((floor((coalesce(low, high) + coalesce(high, low)) * (array[2080, 260, 52, 12, 1])[period + 1]) + 1) * 0.5);

create function annual_pay(low numeric, high numeric, period smallint) returns bigint
    language sql immutable parallel safe
    return case when annual_middle(low, high, period) between 1 and 999999999999999
        then annual_middle(low, high, period)::bigint end;
